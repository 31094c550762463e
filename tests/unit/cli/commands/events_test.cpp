#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/file_journal.h"
#include "runtime/base/clock.h"
#include "runtime/control/event_commands.h"
#include "tests/unit/cli/commands/runtime_stand_in.h"

namespace tipring::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Three entries, a second apart, from 2026-03-03T10:00:00Z on.
void write_entries(Ledger& ledger, VirtualClock& clock) {
  for (std::uint32_t number = 1; number <= 3; ++number) {
    Entry entry;
    entry.kind = number == 2 ? EntryKind::leg_answered : EntryKind::contact_arrived;
    entry.contact = {1, number};
    if (number != 2)
      entry.fields = {{"caller", std::string("10") + std::to_string(number)}, {"channel", std::string("call")}};
    ledger.write(std::move(entry));
    ASSERT_TRUE(ledger.commit().ok());
    clock.advance_to(clock.now() + std::chrono::seconds(1));
  }
}

class EventsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto journal = journal::FileJournal::open(folder_.file("ledger"), {.segment_size = 1U << 16U});
    ASSERT_TRUE(journal.ok());
    journal_ = std::move(journal).value();
    ledger_.emplace(clock_, *journal_, 1);
    feed_.emplace(*ledger_);
    add_event_commands(control_, *feed_);
    write_entries(*ledger_, clock_);
  }
  Ended run(const std::vector<std::string>& options) {
    std::vector<std::string> arguments{"events"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return RuntimeStandIn(control_).tipring(arguments);
  }
  Ended read_ledger(std::vector<std::string> options) {
    options.insert(options.end(), {"--ledger", folder_.file("ledger")});
    options.insert(options.begin(), "events");
    return tipring(options);
  }

  TemporaryFolder folder_;
  VirtualClock clock_{UtcTime{std::chrono::seconds(1'772'532'000)}};
  std::unique_ptr<journal::FileJournal> journal_;
  std::optional<Ledger> ledger_;
  std::optional<EventFeed> feed_;
  Control control_;
};

TEST_F(EventsTest, AreShownAsATable) {
  EXPECT_EQ(run({}).out,
            "SEQ  AT                        KIND             CONTACT  LEG  WITH\n"
            "  1  2026-03-03T10:00:00.000Z  contact.arrived  1-1      -    caller=101 channel=call\n"
            "  2  2026-03-03T10:00:01.000Z  leg.answered     1-2      -    -\n"
            "  3  2026-03-03T10:00:02.000Z  contact.arrived  1-3      -    caller=103 channel=call\n");
}

TEST_F(EventsTest, AreGivenToProgramsAsTheLedgerHasThem) {
  EXPECT_EQ(run({"--contact", "1-2", "-o", "jsonl"}).out,
            "{\"seq\":2,\"at\":1772532001000000,\"kind\":\"leg.answered\",\"contact\":\"1-2\"}\n");
  EXPECT_EQ(run({"--contact", "1-1", "-o", "tsv"}).out,
            "seq\tat\tkind\tcontact\tleg\twith\n"
            "1\t1772532000000000\tcontact.arrived\t1-1\t\t{\"caller\":\"101\",\"channel\":\"call\"}\n");
}

TEST_F(EventsTest, AreFiltered) {
  EXPECT_THAT(run({"--kind", "leg", "-o", "jsonl"}).out, HasSubstr("\"seq\":2"));
  EXPECT_EQ(run({"--kind", "play", "-o", "jsonl"}).out, "");
  EXPECT_THAT(run({"--since", "2026-03-03T10:00:02Z", "-o", "jsonl"}).out, ::testing::StartsWith("{\"seq\":3"));
  EXPECT_EQ(run({"--until", "2026-03-03T10:00:01Z", "-o", "tsv"}).out,
            read_ledger({"--until", "2026-03-03T10:00:01Z", "-o", "tsv"}).out);
  const auto first = run({"--until", "2026-03-03T10:00:01Z", "-o", "jsonl"}).out;
  EXPECT_THAT(first, ::testing::StartsWith("{\"seq\":1"));
  EXPECT_THAT(first, ::testing::Not(HasSubstr("\"seq\":2")));
  const auto limited = run({"--limit", "1", "-o", "jsonl"});
  EXPECT_THAT(limited.out, ::testing::StartsWith("{\"seq\":3"));
  EXPECT_THAT(limited.err, HasSubstr("older entries"));
}

TEST_F(EventsTest, OfAKindThatIsNoneAreAUsageError) {
  for (const auto& ended : {run({"--kind", "leg.answerd"}), read_ledger({"--kind", "leg.answerd"})}) {
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_THAT(ended.err, HasSubstr("did you mean 'leg.answered'?"));
  }
}

TEST_F(EventsTest, AreReadFromALedgerThatNoRuntimeServes) {
  EXPECT_EQ(read_ledger({}).out, run({}).out);
  EXPECT_EQ(read_ledger({"--kind", "leg", "-o", "jsonl"}).out, run({"--kind", "leg", "-o", "jsonl"}).out);
  const auto limited = read_ledger({"--limit", "2", "-o", "jsonl"});
  EXPECT_THAT(limited.out, ::testing::StartsWith("{\"seq\":2"));
  EXPECT_THAT(limited.err, HasSubstr("older entries"));
}

TEST_F(EventsTest, OfALedgerThatIsNotThereAreNotFound) {
  for (const auto& folder : {folder_.file("nothing"), folder_.path()}) {
    const auto ended = tipring({"events", "--ledger", folder});
    EXPECT_EQ(ended.exit_code, 3);
    EXPECT_THAT(ended.err, HasSubstr("there is no ledger in"));
  }
}

TEST(EventsFollowed, AreWrittenAsTheyComeUntilTheRuntimeEndsThem) {
  Control control;
  control.add(ControlStream{"events.follow",
                            "",
                            {{.name = "kinds", .type = ControlType::texts, .doc = ""}},
                            [](const ControlArguments& arguments, const ControlFeed& feed) {
                              EXPECT_EQ(arguments.texts("kinds"), std::vector<std::string>{"leg"});
                              for (int number = 1; number <= 3; ++number) {
                                feed.item("{\"seq\":" + std::to_string(number) +
                                          ",\"at\":0,\"kind\":\"leg.answered\"}");
                              }
                              feed.end({"stopped", "the runtime stops", true});
                              return Result<std::function<void()>>([] {});
                            }});
  const RuntimeStandIn runtime(control);
  const auto ended = runtime.tipring({"events", "--follow", "--kind", "leg", "-o", "json"});
  EXPECT_EQ(ended.out,
            "{\"seq\":1,\"at\":0,\"kind\":\"leg.answered\"}\n"
            "{\"seq\":2,\"at\":0,\"kind\":\"leg.answered\"}\n"
            "{\"seq\":3,\"at\":0,\"kind\":\"leg.answered\"}\n");
  EXPECT_EQ(ended.err, "tipring: the runtime stops\n");
  EXPECT_EQ(ended.exit_code, 1);
  const auto table = runtime.tipring({"events", "-f", "--kind", "leg"}).out;
  EXPECT_THAT(table, HasSubstr("\n       3  1970-01-01T00:00:00.000Z  leg.answered"));
}

}  // namespace
}  // namespace tipring::testing
