// `tipring call why`, `replay` and `decide`: what rules did, would have done, and would do.

#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/file_journal.h"
#include "cli/versions/rule_versions.h"
#include "runtime/control/json.h"
#include "runtime/ledger/ledger.h"
#include "runtime/rules/why_record.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* version = "00112233aabbccdd";

// Who dials 300 is a customer, everybody else is asked.
RuleSetDefinition rules_of_then() {
  RuleSetDefinition rules{.name = "inbound", .file = "routing.lua", .line = 3};
  Condition dialled{.kind = Condition::Kind::comparison};
  dialled.comparison = {rules.place_of({.field = "dialled"}), Comparison::Kind::is, {"300"}};
  rules.rules.push_back({.name = "customers", .when = dialled, .file = "routing.lua", .line = 4});
  rules.rules.back().outcome = {.go = Action{.kind = Action::Kind::dialog, .name = "billing"},
                                .note = "on the bill"};
  // Two things that nobody here has.
  for (const char* field : {"phone", "trunk"}) {
    Condition present{.kind = Condition::Kind::comparison};
    present.comparison = {rules.place_of({.field = field}), Comparison::Kind::present, {}};
    rules.rules.push_back({.name = field, .when = present, .file = "routing.lua", .line = 5});
    rules.rules.back().outcome = {.go = Action{.kind = Action::Kind::dialog, .name = "staff"}};
  }
  rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::dialog, .name = "menu"}};
  return rules;
}

class Then final : public Circumstances {
 public:
  explicit Then(std::string dialled) : dialled_(std::move(dialled)) {}
  Observation see(const Attribute& attribute) override {
    return attribute.field == "dialled" ? seen(dialled_) : Observation{};
  }
  Truth holds(std::size_t /*predicate*/) override { return Truth::no; }

 private:
  std::string dialled_;
};

class DecisionsTest : public ::testing::Test {
 protected:
  // Contact 1-1 dialled 300, contact 1-2 301.
  void SetUp() override {
    auto journal = journal::FileJournal::open(folder_.file("ledger"), {.segment_size = 1U << 16U});
    ASSERT_TRUE(journal.ok());
    VirtualClock clock{
        UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 3} + std::chrono::hours(10)}};
    Ledger ledger(clock, *journal.value(), 1);
    const RuleSetDefinition definition = rules_of_then();
    const RuleSet rules(definition);
    for (std::uint32_t number = 1; number <= 2; ++number) {
      Then then(number == 1 ? "300" : "301");
      const Decision decision = rules.decide(then);
      ledger.write({.kind = EntryKind::contact_decided,
                    .contact = {1, number},
                    .fields = record_of({version}, definition, decision, rules.outcome_of(decision))});
      ASSERT_TRUE(ledger.commit().ok());
    }
    std::filesystem::create_directory(folder_.file("versions"));
    ASSERT_TRUE(cli::RuleVersions(folder_.file("versions")).keep(version, {&definition}).ok());
  }

  Ended why(const std::string& contact, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"call", "why", contact, "--ledger", folder_.file("ledger")};
    words.insert(words.end(), more.begin(), more.end());
    return tipring(words);
  }
  std::string site(const std::string& text) {
    std::filesystem::create_directories(folder_.file("site"));
    std::ofstream(folder_.file("site/site.lua")) << text;
    return folder_.file("site");
  }

  // A ledger of one decision more, in a folder of its own.
  void record(std::vector<std::pair<std::string, FieldValue>> fields) {
    auto journal = journal::FileJournal::open(folder_.file("other"), {.segment_size = 1U << 16U});
    ASSERT_TRUE(journal.ok());
    VirtualClock clock{
        UtcTime{std::chrono::sys_days{std::chrono::year{2026} / 3 / 3} + std::chrono::hours(10)}};
    Ledger ledger(clock, *journal.value(), 1);
    ledger.write({.kind = EntryKind::contact_decided, .contact = {1, 1}, .fields = std::move(fields)});
    ASSERT_TRUE(ledger.commit().ok());
  }
  // The same of a Tuesday on which an operator closes the office at 10 for two hours, and again at 13 until it
  // is reopened at 14: contacts 1-9 to 1-15 come half past the hour of their number.
  void record_closings() {
    auto journal = journal::FileJournal::open(folder_.file("other"), {.segment_size = 1U << 16U});
    ASSERT_TRUE(journal.ok());
    const UtcTime day{std::chrono::sys_days{std::chrono::year{2026} / 3 / 3}};
    VirtualClock clock{day};
    Ledger ledger(clock, *journal.value(), 1);
    for (std::uint32_t hour = 9; hour <= 15; ++hour) {
      clock.set_utc(day + std::chrono::hours(hour));
      const std::int64_t until = (day + std::chrono::hours(12)).time_since_epoch().count();
      if (hour == 10)
        ledger.write(
            {.kind = EntryKind::hours_closed,
             .fields = {{"hours", "office"}, {"until", until}, {"reason", std::string("a burst pipe")}}});
      if (hour == 13) ledger.write({.kind = EntryKind::hours_closed, .fields = {{"hours", "office"}}});
      if (hour == 14) ledger.write({.kind = EntryKind::hours_reopened, .fields = {{"hours", "office"}}});
      clock.set_utc(clock.utc() + std::chrono::minutes(30));
      ledger.write({.kind = EntryKind::contact_decided,
                    .contact = {1, hour},
                    .fields = {{"rules", "inbound"},
                               {"version", version},
                               {"go", "reject(486)"},
                               {"saw.hours \"office\"", hour < 10 || hour == 12 || hour > 13}}});
      ASSERT_TRUE(ledger.commit().ok());
    }
  }
  // What the recorded decision comes to by the rules of a site.
  Json replayed(const std::string& site_folder) {
    const Ended ended =
        tipring({"replay", "--site", site_folder, "--ledger", folder_.file("other"), "-o", "json"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    const Json rows = Json::parse(ended.out.empty() ? "[]" : ended.out);
    return rows.empty() ? Json{{"would_be", "nothing"}, {"outcome", "nothing"}} : rows.at(0);
  }

  TemporaryFolder folder_;
};

TEST_F(DecisionsTest, WhyTellsTheWinnerAndWhatItSaw) {
  const Ended ended = why("1-1");
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(
      ended.out,
      AllOf(HasSubstr("2026-03-03T10:00:00"), HasSubstr("rule \"customers\" decides: dialog \"billing\""),
            HasSubstr("note: on the bill"), HasSubstr("saw dialled = \"300\""), HasSubstr("routing.lua:4")));
}

TEST_F(DecisionsTest, WhyTellsWhichConditionFailedOnWhat) {
  const Ended ended = why("1-2", {"-o", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const Json decision = Json::parse(ended.out).at(0);
  EXPECT_EQ(decision.at("by"), "otherwise");
  EXPECT_EQ(decision.at("go"), "dialog \"menu\"");
  EXPECT_EQ(decision.at("tried").at(0).at("holds"), "no");
  EXPECT_EQ(decision.at("tried").at(0).at("why"), "dialled is \"300\", but it was \"301\"");
  EXPECT_EQ(decision.at("tried").at(2).at("why"), "trunk is there, but it was not there");
  EXPECT_EQ(decision.at("missing"), Json({"phone", "trunk"}));
}

TEST_F(DecisionsTest, WithoutTheRulesOfThenTheRecordIsTold) {
  std::filesystem::remove_all(folder_.file("versions"));
  const Ended ended = why("1-1");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.out, HasSubstr("rule \"customers\" decides: dialog \"billing\""));
  EXPECT_THAT(ended.err, HasSubstr("only the record is told"));
}

TEST_F(DecisionsTest, OfWhomNoRulesHaveDecidedThereIsNoWhy) {
  const Ended ended = why("1-3");
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("no rules have decided about 1-3"));
}

TEST_F(DecisionsTest, ReplayCountsWhatWouldChange) {
  const std::string tomorrow = site(
      "rules \"inbound\" { { \"all\", when = { dialled = matching \"30?\" }, go = dialog \"billing\" },"
      " otherwise = reject(404) } dialog \"billing\" (function(call) end)");
  const Ended counted =
      tipring({"replay", "--site", tomorrow, "--ledger", folder_.file("ledger"), "-o", "json"});
  ASSERT_EQ(counted.exit_code, 0) << counted.err;
  const Json rows = Json::parse(counted.out);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at(0),
            Json::parse(R"({"contacts":1,"outcome":"same","rules":"inbound","was":"dialog \"billing\"",
                                        "would_be":"dialog \"billing\""})"));
  EXPECT_EQ(rows.at(1).at("outcome"), "changed");
  EXPECT_EQ(rows.at(1).at("was"), "dialog \"menu\"");
  const Ended each = tipring({"replay", "--site", tomorrow, "--ledger", folder_.file("ledger"), "--each"});
  EXPECT_THAT(each.out, AllOf(HasSubstr("1-2"), HasSubstr("changed"), Not(HasSubstr("1-1"))));
  const Ended later = tipring(
      {"replay", "--site", tomorrow, "--ledger", folder_.file("ledger"), "--from", "2026-03-04", "-o", "json"});
  EXPECT_EQ(Json::parse(later.out), Json::array());
}

TEST_F(DecisionsTest, ReplaySaysWhereItCannotTell) {
  const std::string tomorrow = site(
      "rules \"inbound\" { { \"quiet\", when = { caller = missing }, go = reject(433) },"
      " otherwise = reject(404) }");
  const Ended ended = tipring({"replay", "--site", tomorrow, "--ledger", folder_.file("ledger"), "-o", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  for (const Json& row : Json::parse(ended.out))
    EXPECT_EQ(row.at("outcome"), "unknown");
}

TEST_F(DecisionsTest, ReplayAsksHoursListsAndNumbersOfTheNewSite) {
  // Of a Tuesday at 10, when other hours were open and another list had nobody on it.
  record({{"rules", "inbound"},
          {"go", "dialog \"menu\""},
          {"saw.caller", "+12025550143"},
          {"saw.caller on list \"barred\"", false},
          {"saw.dialled", "+12025550100"},
          {"saw.dialled is ours", false},
          {"saw.hours \"office\"", false}});
  std::filesystem::create_directories(folder_.file("site"));
  std::ofstream(folder_.file("site/barred.csv")) << "+1202555*\n";
  std::ofstream(folder_.file("site/numbers.csv")) << "number,purpose,to\n+12025550100,sales,2026-03-03\n";
  const std::string lists =
      "list \"barred\" { from = \"barred.csv\" } numbers \"numbers.csv\"\n"
      "hours \"office\" { mon_fri = \"09:00-17:00\" }\n";
  const auto would_be = [&](const std::string& when) {
    return replayed(site(lists + "rules \"inbound\" { { \"a\", when = " + when +
                         ", go = reject(603) }, otherwise = reject(404) }"))
        .at("would_be");
  };
  EXPECT_EQ(would_be("{ caller = on_list \"barred\" }"), "reject(603)");
  EXPECT_EQ(would_be("{ dialled = ours, number = { purpose = \"sales\" } }"), "reject(603)");
  EXPECT_EQ(would_be("{ open = \"office\" }"), "reject(603)");
  EXPECT_EQ(would_be("{ closed = \"office\" }"), "reject(404)");
}

TEST_F(DecisionsTest, ReplayClosesHoursAsAnOperatorHad) {
  record_closings();
  const std::string folder = site(
      "hours \"office\" { daily = \"00:00-24:00\" }\n"
      "rules \"inbound\" { { \"late\", when = { closed = \"office\" }, go = reject(480) }, otherwise = "
      "reject(486) }");
  const auto changed = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"replay", "--site", folder, "--ledger", folder_.file("other"),
                                   "--each", "-o",     "json"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended ended = tipring(words);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    std::string contacts;
    for (const Json& row : Json::parse(ended.out))
      contacts += row.at("contact").get<std::string>() + " " + row.at("would_be").get<std::string>() + "\n";
    return contacts;
  };
  EXPECT_EQ(changed({}), "1-10 reject(480)\n1-11 reject(480)\n1-13 reject(480)\n");
  EXPECT_EQ(changed({"--from", "2026-03-03T11:00:00Z", "--to", "2026-03-03T13:00:00Z"}), "1-11 reject(480)\n")
      << "closed before what is replayed";
}

TEST_F(DecisionsTest, WhyTellsThatAnOperatorHadClosedTheHours) {
  record_closings();
  const auto tell = [&](const std::string& contact, const std::string& format) {
    return tipring({"call", "why", contact, "--ledger", folder_.file("other"), "-o", format}).out;
  };
  EXPECT_THAT(tell("1-11", "table"),
              HasSubstr("an operator had closed hours \"office\" at 2026-03-03T10:00:00"));
  EXPECT_THAT(tell("1-11", "table"),
              AllOf(HasSubstr("until 2026-03-03T12:00:00"), HasSubstr(": a burst pipe\n")));
  EXPECT_THAT(tell("1-13", "table"), HasSubstr("until reopened\n"));
  const Json closing = Json::parse(tell("1-11", "json")).at(0).at("closings").at(0);
  EXPECT_EQ(closing.at("hours"), "office");
  EXPECT_EQ(closing.at("from"), 1772532000000000);
  EXPECT_EQ(closing.at("until"), 1772539200000000);
  EXPECT_EQ(closing.at("reason"), "a burst pipe");
  EXPECT_FALSE(Json::parse(tell("1-9", "json")).at(0).contains("closings"));
  EXPECT_FALSE(Json::parse(tell("1-14", "json")).at(0).contains("closings"));
}

TEST_F(DecisionsTest, ReplayDoesNotGuessWhoseNumberWasNeverRecorded) {
  record({{"rules", "inbound"}, {"go", "reject(603)"}, {"saw.caller on list \"barred\"", true}});
  std::filesystem::create_directories(folder_.file("site"));
  std::ofstream(folder_.file("site/barred.csv")) << "+1202555*\n";
  std::ofstream(folder_.file("site/numbers.csv")) << "+12025550100,,sales\n";
  const std::string lists = "list \"barred\" { from = \"barred.csv\" } numbers \"numbers.csv\"\n";
  for (const char* when : {"{ caller = on_list \"barred\" }", "{ number = { purpose = \"sales\" } }"})
    EXPECT_EQ(replayed(site(lists + "rules \"inbound\" { { \"a\", when = " + std::string(when) +
                            ", go = reject(603) }, otherwise = reject(404) }"))
                  .at("outcome"),
              "unknown");
}

// Which is recorded so that replay can ask other lists about it.
TEST_F(DecisionsTest, WhatListsAreAskedAboutIsSeen) {
  std::filesystem::create_directories(folder_.file("site"));
  std::ofstream(folder_.file("site/barred.csv")) << "+1202555*\n";
  const std::string folder = site(
      "list \"barred\" { from = \"barred.csv\" }\n"
      "rules \"inbound\" { { \"a\", when = { caller = on_list \"barred\" }, go = reject(603) },"
      " otherwise = reject(404) }");
  const Ended ended = tipring({"decide", folder, "--caller", "+12025550143", "-o", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(Json::parse(ended.out).at(0).at("saw"),
            Json::parse(R"({"caller on list \"barred\"":true,"caller":"+12025550143"})"));
}

TEST_F(DecisionsTest, DecideFollowsRulesToRules) {
  const std::string folder = site(
      "variables { reason = text, amount = number }\n"
      "rules \"inbound\" { { \"lead on\", when = { dialled = \"300\" }, go = rules \"next\", set = { reason = "
      "\"a\" } },\n"
      "  otherwise = reject(404) }\n"
      "rules \"next\" { { \"told\", when = { reason = \"a\", amount = above(5), where(\"asked\", function() "
      "end) },"
      " go = reject(486) }, otherwise = reject(480) }");
  const auto decide = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"decide", folder, "--rules", "inbound", "-o", "json"});
    return tipring(words);
  };
  const Json told = Json::parse(decide({"--dialled", "300", "--set", "amount=6", "--set", "asked=true"}).out);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told.at(1).at("go"), "reject(486)");
  EXPECT_EQ(Json::parse(decide({"--dialled", "300", "--set", "amount=6"}).out).at(1).at("by"), "unknown");
  EXPECT_EQ(Json::parse(decide({"--dialled", "300", "--set", "amount=5"}).out).at(1).at("go"), "reject(480)");
  const Ended wrong = decide({"--set", "amunt=6"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'amount'?"));
  EXPECT_EQ(decide({"--set", "amount=six"}).exit_code, 2);
  EXPECT_EQ(tipring({"decide", folder}).exit_code, 2);
  EXPECT_EQ(tipring({"decide", folder, "--rules", "nxt"}).exit_code, 3);
}

TEST_F(DecisionsTest, DecideSaysThatItGoesRound) {
  const std::string folder = site(
      "variables { tries = number }\n"
      "local asked = where(\"asked\", function() return true end)\n"
      "rules \"a\" { { \"out\", when = { asked }, go = reject(404) }, otherwise = rules \"b\" }\n"
      "rules \"b\" { { \"out\", when = { asked }, go = reject(404) },\n"
      "  { \"again\", when = { tries = missing }, go = rules \"a\", set = { tries = 1 } }, otherwise = rules "
      "\"a\" }");
  const std::vector<std::string> question{"decide", folder, "--rules", "a", "--set", "asked=false"};
  const Ended told = tipring(question);
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("goes round for ever"));
  std::vector<std::string> as_json = question;
  as_json.insert(as_json.end(), {"-o", "json"});
  const Json decisions = Json::parse(tipring(as_json).out);
  // With what was set on the first round it is not the same contact yet.
  ASSERT_EQ(decisions.size(), 4U);
  EXPECT_EQ(decisions.at(2).at("goes_round"), false);
  EXPECT_EQ(decisions.at(3).at("goes_round"), true);
}

TEST_F(DecisionsTest, ARuleThatIsARowStandsInItsTable) {
  const std::string folder = site(
      "store { sqlite = \"x.db\", made_by = \"made.sql\" }\n"
      "rules \"a\" { from = db.table \"treatment\", otherwise = reject(480) }");
  std::ofstream(folder + "/made.sql") << "create table treatment (name text, dialled text, go text);\n"
                                         "insert into treatment values ('sales', '300', 'reject 486');";
  EXPECT_THAT(
      tipring({"decide", folder, "--dialled", "300"}).out,
      AllOf(HasSubstr("rule \"sales\" decides: reject(486)"), HasSubstr("table \"treatment\", row \"sales\"")));
}

TEST_F(DecisionsTest, NumbersAreShownAsTheyWereWritten) {
  const std::string folder = site(
      "variables { amount = number }\n"
      "rules \"a\" { policy = \"priority\", { \"x\", when = { amount = 5 }, go = reject(404), priority = 7,"
      " set = { amount = 2.5 } }, otherwise = reject(480) }");
  const Ended told = tipring({"decide", folder, "--set", "amount=5"});
  EXPECT_THAT(told.out, AllOf(HasSubstr("saw amount = 5\n"), HasSubstr("priority: 7\n"),
                              HasSubstr("sets amount = 2.5\n")));
}

TEST_F(DecisionsTest, DecideGoesByTheHoursOfThen) {
  const std::string folder = site(
      "hours \"office\" { mon_fri = \"09:00-17:00\", zone = \"Europe/Berlin\" }\n"
      "rules \"inbound\" { { \"closed\", when = { closed = \"office\" }, go = reject(480) }, otherwise = "
      "reject(486) }");
  const auto goes = [&](const char* at) {
    return Json::parse(tipring({"decide", folder, "--at", at, "-o", "json"}).out).at(0).at("go");
  };
  EXPECT_EQ(goes("2026-03-03T10:00:00Z"), "reject(486)");
  EXPECT_EQ(goes("2026-03-03T17:00:00Z"), "reject(480)");
  EXPECT_EQ(goes("2026-03-03 16:59 Europe/Berlin"), "reject(486)");
  EXPECT_EQ(goes("2026-03-03 17:00 Europe/Berlin"), "reject(480)");
  EXPECT_THAT(tipring({"decide", folder, "--at", "2026-03-03 17:00 Europe/Berlin"}).out,
              HasSubstr("2026-03-03T16:00:00.000Z  rules \"inbound\""));
  EXPECT_EQ(tipring({"decide", folder, "--at", "soon"}).exit_code, 2);
}

}  // namespace
}  // namespace tipring::testing
