// Opening hours as `tipring check` and `tipring hours` tell of them.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/control/json.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string office =
    "zone \"America/New_York\"\n"
    "holidays \"us\" { [\"Thanksgiving\"] = \"4th thursday of november\", [\"Christmas\"] = \"12-25\" }\n"
    "hours \"office\" { mon_fri = \"08:00-12:00, 13:00-17:00\", fri = \"08:00-12:00\",\n"
    "  closed = holidays \"us\", dates = { [\"2026-12-24\"] = \"22:00-02:00\" } }\n"
    "hours \"always\" { daily = \"00:00-24:00\", zone = \"UTC\" }\n";

class HoursTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_.file(name)) << text; }

  // "site.lua:1 text" of each finding of a site with these lines.
  std::string findings(const std::string& site) {
    write("site.lua", site + "\non.call(function(call) return reject(404) end)\n");
    const auto ended = tipring({"check", folder_.path(), "-o", "jsonl"});
    std::string found;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      const Json finding = Json::parse(line);
      const std::string file = finding.at("file").get<std::string>();
      found += (found.empty() ? "" : "\n") + file.substr(file.rfind('/') + 1) + ":" +
               std::to_string(finding.at("line").get<int>()) + " " + finding.at("text").get<std::string>();
    }
    return found;
  }

  // What is shown of the office on a date.
  Json office_on(const std::string& date) {
    write("site.lua", office);
    const auto ended = tipring({"hours", "show", folder_.path(), "office", "--on", date, "-o", "json"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return ended.exit_code == 0 ? Json::parse(ended.out) : Json();
  }

  TemporaryFolder folder_;
};

TEST_F(HoursTest, HoursThatAreRightAreNoMistake) {
  write("us.ics",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261126\nSUMMARY:X\nEND:VEVENT\nEND:VCALENDAR\n");
  EXPECT_EQ(findings(office + "hours \"shop\" { daily = \"10:00-18:00\", sun = \"closed\",\n"
                              "  closed = { holidays \"us.ics\", holidays { \"us.ics\", \"easter+1\" } } }\n"
                              "rules \"in\" {\n  { \"a\", when = { closed = \"office\" }, go = reject(480) },\n"
                              "  { \"b\", when = { open = { \"shop\", \"always\" } }, go = reject(486) },\n"
                              "  otherwise = reject(404) }\n"
                              "dialog \"x\" (function() if is_open \"shop\" then return hang_up() end end)"),
            "");
}

TEST_F(HoursTest, WhatIsWrongIsToldByItsLine) {
  EXPECT_THAT(findings("\nhours \"a\" { mon = \"8-20\" }"),
              AllOf(HasSubstr("site.lua:2 hours: \"a\": mon: \"8-20\" says no times"),
                    HasSubstr("\"08:00-12:00, 13:00-17:00\"")));
  EXPECT_THAT(
      findings("hours \"a\" { mon = \"08:00-12:00\", zone = \"Europe/Belin\" }"),
      HasSubstr(
          "site.lua:1 hours: \"a\": there is no time zone \"Europe/Belin\"; did you mean 'Europe/Berlin'?"));
  EXPECT_THAT(findings("zone \"Berlin/Europe\""), HasSubstr("site.lua:1 zone: there is no time zone"));
  EXPECT_THAT(findings("hours \"a\" { mon = \"closed\" }"), HasSubstr("site.lua:1 hours: \"a\" never open"));
  EXPECT_THAT(findings("hours \"a\" { mon_fry = \"08:00-12:00\" }"),
              AllOf(HasSubstr("site.lua:1 "), HasSubstr("did you mean 'mon_fri'?")));
  EXPECT_THAT(findings("hours \"a\" { daily = \"08:00-12:00\", dates = { [\"12-32\"] = \"closed\" } }"),
              HasSubstr("site.lua:1 hours: \"a\": dates: \"12-32\" is no day"));
  EXPECT_THAT(findings("hours \"a\" { daily = \"08:00-12:00\", closed = \"us\" }"),
              HasSubstr("site.lua:1 hours: \"a\": closed takes holidays \"name\""));
  EXPECT_THAT(findings("holidays \"us\" { Christmas = \"25-12\" }"),
              HasSubstr("site.lua:1 holidays: Christmas: \"25-12\" is no day"));
  EXPECT_THAT(findings("variables { closed = text }"), HasSubstr("'closed' asks for hours in rules"));
  EXPECT_THAT(findings("hours \"a\" { daily = \"08:00-12:00\" }\nhours \"a\" { daily = \"08:00-12:00\" }"),
              HasSubstr("defined twice"));
}

TEST_F(HoursTest, AllThatIsWrongIsToldAtOnce) {
  const std::string told = findings(
      "holidays \"us\" { Christmas = \"25-12\", [\"New Year\"] = \"01-32\", \"easter\", 7 }\n"
      "hours \"a\" { mon = \"8-20\", tue = \"08:00-12:00\", wed = \"20:00\", closed = { 5, holidays \"us\" },\n"
      "  dates = { [\"12-32\"] = \"closed\", [\"12-24\"] = \"noon\" }, zone = \"Europe/Belin\" }\n"
      "dialog \"x\" (function() if is_open \"a\" then return hang_up() end end)");
  for (const char* mistake :
       {"site.lua:1 holidays: Christmas: \"25-12\" is no day",
        "site.lua:1 holidays: New Year: \"01-32\" is no day", "site.lua:1 holidays: item 2 must be a day",
        "site.lua:2 hours: \"a\": mon: \"8-20\" says no times",
        "site.lua:2 hours: \"a\": wed: \"20:00\" says no times",
        "site.lua:2 hours: \"a\": closed takes holidays", "site.lua:2 hours: \"a\": dates: \"12-32\" is no day",
        "site.lua:2 hours: \"a\": dates: 12-24: \"noon\" says",
        "site.lua:2 hours: \"a\": there is no time zone"})
    EXPECT_THAT(told, HasSubstr(mistake));
  // And nothing that follows from it.
  EXPECT_EQ(std::ranges::count(told, '\n'), 8) << told;
}

TEST_F(HoursTest, NamesAreLookedUp) {
  EXPECT_THAT(
      findings(office + "rules \"in\" {\n  { \"late\", when = { closed = \"ofice\" }, go = reject(480) },\n"
                        "  otherwise = reject(404) }"),
      HasSubstr("site.lua:7 rules \"in\": rule \"late\" asks for hours \"ofice\", which are not defined; "
                "did you mean 'office'?"));
  EXPECT_THAT(findings(office + "dialog \"x\" (function() if is_open \"ofice\" then return hang_up() end end)"),
              AllOf(HasSubstr("site.lua:6 "), HasSubstr("did you mean 'office'?")));
  EXPECT_THAT(findings(office + "hours \"b\" { daily = \"08:00-12:00\", closed = holidays \"uss\" }"),
              AllOf(HasSubstr("site.lua:6 "), HasSubstr("did you mean 'us'?")));
  EXPECT_THAT(findings("hours \"b\" { daily = \"08:00-12:00\", closed = holidays \"us.ics\" }"),
              AllOf(HasSubstr("site.lua:1 "), HasSubstr("us.ics")));
  EXPECT_THAT(findings("rules \"in\" { { \"late\", when = { closed = true }, go = reject(480) } }"),
              HasSubstr("closed takes the name of hours, closed = \"office\""));
}

TEST_F(HoursTest, ARuleOfBothStatesOfHoursNeverHolds) {
  EXPECT_THAT(
      findings(office + "rules \"in\" {\n"
                        "  { \"x\", when = { open = \"office\", closed = \"office\" }, go = reject(480) },\n"
                        "  otherwise = reject(404) }"),
      HasSubstr("site.lua:7 rules \"in\": rule \"x\" never holds"));
}

TEST_F(HoursTest, ACalendarThatIsNotUnderstoodIsToldByItsOwnLine) {
  write("us.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261126T100000Z\nEND:VEVENT\nEND:VCALENDAR\n");
  EXPECT_THAT(findings("hours \"b\" { daily = \"08:00-12:00\", closed = holidays \"us.ics\" }"),
              HasSubstr("us.ics:3 DTSTART must be a whole day"));
}

TEST_F(HoursTest, ShowsADayAndWhy) {
  const Json weekly = office_on("2026-03-03");
  EXPECT_EQ(weekly.at("times"), Json::parse(R"(["08:00-12:00", "13:00-17:00"])"));
  EXPECT_EQ(weekly.at("reason"), "weekly");
  EXPECT_EQ(weekly.at("weekday"), "Tuesday");
  EXPECT_EQ(weekly.at("zone"), "America/New_York");
  EXPECT_EQ(weekly.at("there"), "2026-03-03 08:00");
  EXPECT_EQ(weekly.at("next_change"), 1772542800000000);
  const Json holiday = office_on("2026-11-26");
  EXPECT_EQ(holiday.at("times"), Json::parse(R"(["closed"])"));
  EXPECT_EQ(holiday.at("reason"), "holiday");
  EXPECT_EQ(holiday.at("day"), "Thanksgiving");
  EXPECT_EQ(holiday.at("there"), "2026-11-27 08:00");
  const Json exception = office_on("2026-12-24");
  EXPECT_EQ(exception.at("times"), Json::parse(R"(["22:00-02:00"])"));
  EXPECT_EQ(exception.at("reason"), "exception");
  EXPECT_EQ(exception.at("day"), "2026-12-24");
}

TEST_F(HoursTest, ShowsATimeAndWhetherTheyAreOpenThen) {
  const Json open = office_on("2026-03-03 11:59 America/New_York");
  EXPECT_EQ(open.at("open"), true);
  EXPECT_EQ(open.at("there"), "2026-03-03 12:00");
  const Json closed = office_on("2026-03-03T17:00:00Z");
  EXPECT_EQ(closed.at("open"), false);
  EXPECT_EQ(closed.at("there"), "2026-03-03 13:00");
  // Of the day that it is there.
  EXPECT_EQ(office_on("2026-03-04T01:00:00Z").at("date"), "2026-03-03");
}

TEST_F(HoursTest, TheCalleesClocksAreThoseOfANumber) {
  const std::string calling = "region \"US\"\nhours \"calling\" { mon_fri = \"09:00-20:00\", zone = callee }\n";
  EXPECT_EQ(findings(calling + "rules \"in\" {\n  { \"a\", when = { open = \"calling\" }, go = reject(480) },\n"
                               "  otherwise = reject(404) }\n"
                               "dialog \"x\" (function(call) if is_open(\"calling\", call.dialled) then return "
                               "hang_up() end end)"),
            "");
  const auto shown = [&](const std::string& number, const std::string& when) {
    const auto ended =
        tipring({"hours", "show", folder_.path(), "calling", "--number", number, "--on", when, "-o", "json"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return ended.exit_code == 0 ? Json::parse(ended.out) : Json();
  };
  const Json new_york = shown("(202) 555-0143", "2026-03-03 09:00 America/New_York");
  EXPECT_EQ(new_york.at("zone"), "America/New_York");
  EXPECT_EQ(new_york.at("open"), true);
  EXPECT_EQ(new_york.at("there"), "2026-03-03 20:00");
  EXPECT_EQ(shown("+4930123456", "2026-03-03 09:00 America/New_York").at("there"), "2026-03-03 20:00");
  const Json alaska = shown("+19075550143", "2026-03-03 09:00 America/Anchorage");
  EXPECT_EQ(alaska.at("zone"), "America/Adak, America/Anchorage");
  EXPECT_EQ(alaska.at("open"), false);
  EXPECT_EQ(alaska.at("there"), "2026-03-03 09:00");
  EXPECT_EQ(shown("+19075550143", "2026-03-03").at("times"), Json::parse(R"(["09:00-20:00"])"));
  const auto nobody = tipring({"hours", "show", folder_.path(), "calling"});
  EXPECT_EQ(nobody.exit_code, 2);
  EXPECT_THAT(nobody.err, HasSubstr("--number says whose"));
  EXPECT_THAT(tipring({"hours", "show", folder_.path(), "calling", "--number", "201"}).err,
              HasSubstr("no time zone of '201' is known"));
  const auto listed = tipring({"hours", "ls", folder_.path(), "-o", "json"});
  EXPECT_EQ(Json::parse(listed.out)[0].at("zone"), "callee");
  EXPECT_EQ(Json::parse(listed.out)[0].at("open"), nullptr);
}

TEST_F(HoursTest, WithoutOtherwiseANumberOfNoZoneGoesNowhere) {
  const std::string rules =
      "rules \"in\" {\n  { \"a\", when = { open = \"h\" }, go = reject(486) },\n"
      "  { \"b\", when = { closed = \"h\" }, go = reject(480) } }";
  EXPECT_EQ(findings("hours \"h\" { daily = \"09:00-20:00\" }\n" + rules), "");
  EXPECT_THAT(findings("hours \"h\" { daily = \"09:00-20:00\", zone = callee }\n" + rules),
              HasSubstr("a contact that no rule takes would go nowhere"));
  EXPECT_THAT(findings("hours \"h\" { daily = \"09:00-20:00\", zone = 7 }"),
              HasSubstr("zone must be the name of one, \"Europe/Berlin\", or callee, not "));
}

TEST_F(HoursTest, ListsAllOfThem) {
  write("site.lua", office);
  const auto ended = tipring({"hours", "ls", folder_.path(), "-o", "json"});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const Json rows = Json::parse(ended.out);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("name"), "always");
  EXPECT_EQ(rows[0].at("open"), true);
  EXPECT_EQ(rows[0].at("next_change"), nullptr);
  EXPECT_EQ(rows[1].at("name"), "office");
  EXPECT_TRUE(rows[1].at("next_change").is_number());
}

TEST_F(HoursTest, WhatAnOperatorHasClosedIsClosed) {
  std::filesystem::create_directory(folder_.file("var"));
  write("var/closings.json", R"({"office": {"from": 0, "until": null, "reason": "a burst pipe"}})");
  const Json day = office_on("2026-03-03 10:00 America/New_York");
  EXPECT_EQ(day.at("open"), false);
  EXPECT_EQ(day.at("closed"), "until reopened: a burst pipe");
  write("site.lua", office +
                        "rules \"in\" { { \"closed\", when = { closed = \"office\" }, go = reject(480) },\n"
                        "  otherwise = reject(486) }\n");
  const auto decided =
      tipring({"decide", folder_.path(), "--at", "2026-03-03 10:00 America/New_York", "-o", "jsonl"});
  EXPECT_EQ(Json::parse(decided.out).at("go"), "reject(480)") << decided.err;
}

TEST_F(HoursTest, WhatIsClosedIsReadWhereTheRuntimeKeepsIt) {
  write("site.lua", office +
                        "rules \"in\" { { \"closed\", when = { closed = \"office\" }, go = reject(480) },\n"
                        "  otherwise = reject(486) }\n");
  const std::string state = folder_.file("elsewhere");
  std::filesystem::create_directory(state);
  write("elsewhere/closings.json", R"({"office": {"from": 0, "until": null, "reason": "a burst pipe"}})");
  const auto asked = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--state", state, "-o", "json"});
    const auto ended = tipring(words);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return Json::parse(ended.out);
  };
  const std::string then = "2026-03-03 10:00 America/New_York";
  EXPECT_EQ(asked({"hours", "show", folder_.path(), "office", "--on", then}).at("closed"),
            "until reopened: a burst pipe");
  EXPECT_EQ(asked({"hours", "ls", folder_.path()}).at(1).at("closed"), "until reopened: a burst pipe");
  EXPECT_EQ(asked({"decide", folder_.path(), "--at", then}).at(0).at("go"), "reject(480)");
  EXPECT_EQ(office_on(then).at("open"), true);
}

TEST_F(HoursTest, SaysWhatItCannotShow) {
  write("site.lua", office);
  const auto unknown = tipring({"hours", "show", folder_.path(), "ofice"});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("no hours 'ofice'; did you mean 'office'?"));
  const auto no_date = tipring({"hours", "show", folder_.path(), "office", "--on", "2026-02-30"});
  EXPECT_EQ(no_date.exit_code, 2);
  EXPECT_THAT(no_date.err, HasSubstr("\"2026-02-30\" is no date"));
  const auto no_zone =
      tipring({"hours", "show", folder_.path(), "office", "--on", "2026-03-03 10:00 America/New_Yrk"});
  EXPECT_EQ(no_zone.exit_code, 2);
  EXPECT_THAT(no_zone.err, HasSubstr("there is no time zone"));
  EXPECT_THAT(tipring({"hours", "show", folder_.path(), "office", "--number", "+12025550143"}).err,
              HasSubstr("--number: hours 'office' have clocks of their own"));
  EXPECT_EQ(tipring({"hours", "ls", folder_.file("nowhere")}).exit_code, 3);
  write("site.lua", "hours \"a\" {}\n");
  const auto broken = tipring({"hours", "ls", folder_.path()});
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.err, AllOf(HasSubstr("site.lua:1"), HasSubstr("never open")));
}

}  // namespace
}  // namespace tipring::testing
