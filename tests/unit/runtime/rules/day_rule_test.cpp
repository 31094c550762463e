#include "runtime/rules/day_rule.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tipring {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

// The days of a year on which the rule falls: "11-26 12-25".
std::string days_of(int year, std::string_view text) {
  const auto rule = parse_day_rule(text);
  EXPECT_TRUE(rule.ok()) << text;
  std::string days;
  const std::chrono::year of(year);
  for (sys_days day = sys_days(of / 1 / 1); day <= sys_days(of / 12 / 31); day += std::chrono::days(1)) {
    if (!falls_on(rule.value(), day)) continue;
    const year_month_day date(day);
    const std::string number =
        std::to_string(static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day()) + 10000);
    days += (days.empty() ? "" : " ") + number.substr(1, 2) + "-" + number.substr(3);
  }
  return days;
}

TEST(DayRuleTest, DatesOnceAndEachYear) {
  EXPECT_EQ(days_of(2026, "2026-12-24"), "12-24");
  EXPECT_EQ(days_of(2027, "2026-12-24"), "");
  EXPECT_EQ(days_of(2026, "12-25"), "12-25");
  EXPECT_EQ(days_of(2099, "12-25"), "12-25");
  EXPECT_EQ(days_of(2026, "2026-12-30 to 2027-01-02"), "12-30 12-31");
  EXPECT_EQ(days_of(2027, "2026-12-30 to 2027-01-02"), "01-01 01-02");
  EXPECT_EQ(days_of(2030, "12-30 to 01-02"), "01-01 01-02 12-30 12-31");
  EXPECT_EQ(days_of(2026, "02-27 to 03-01"), "02-27 02-28 03-01");
  EXPECT_EQ(days_of(2028, "02-27 to 03-01"), "02-27 02-28 02-29 03-01");
  EXPECT_EQ(days_of(2027, "02-29"), "");
  EXPECT_EQ(days_of(2028, "02-29"), "02-29");
}

TEST(DayRuleTest, WeekdaysOfAMonth) {
  EXPECT_EQ(days_of(2026, "4th thursday of november"), "11-26");
  EXPECT_EQ(days_of(2029, "4th thursday of november"), "11-22");
  EXPECT_EQ(days_of(2026, "last monday of may"), "05-25");
  EXPECT_EQ(days_of(2026, "1st monday of september"), "09-07");
  EXPECT_EQ(days_of(2026, "5th friday of february"), "");
  EXPECT_EQ(days_of(2026, "last thursday of december"), "12-31");
}

TEST(DayRuleTest, DaysByEaster) {
  EXPECT_EQ(days_of(2026, "easter"), "04-05");
  EXPECT_EQ(days_of(2026, "easter-2"), "04-03");
  EXPECT_EQ(days_of(2026, "easter+1"), "04-06");
  EXPECT_EQ(days_of(2026, "easter+60"), "06-04");
}

TEST(DayRuleTest, EasterSundaysOfTheAlmanac) {
  const std::vector<year_month_day> known{
      std::chrono::year(1961) / 4 / 2,  std::chrono::year(1981) / 4 / 19, std::chrono::year(2000) / 4 / 23,
      std::chrono::year(2008) / 3 / 23, std::chrono::year(2011) / 4 / 24, std::chrono::year(2019) / 4 / 21,
      std::chrono::year(2024) / 3 / 31, std::chrono::year(2025) / 4 / 20, std::chrono::year(2038) / 4 / 25,
      std::chrono::year(2049) / 4 / 18, std::chrono::year(2285) / 3 / 22};
  for (const year_month_day& date : known)
    EXPECT_EQ(easter_sunday(date.year()), sys_days(date)) << static_cast<int>(date.year());
}

TEST(DayRuleTest, SaysWhatWasExpected) {
  for (const char* text :
       {"", "christmas", "13-01", "02-30", "2026-02-29", "2026-1-1", "easter+", "easter*1", "easter+100",
        "6th monday of may", "1st moonday of may", "1st monday in may", "1st of may", "20261224"}) {
    const auto rule = parse_day_rule(text);
    ASSERT_FALSE(rule.ok()) << text;
    EXPECT_NE(rule.error().text.find("\"4th thursday of november\""), std::string::npos) << rule.error().text;
  }
  EXPECT_NE(parse_day_rule("2026-12-24 to 01-02").error().text.find("from one date to another"),
            std::string::npos);
  EXPECT_NE(parse_day_rule("2026-12-24 to 2026-12-23").error().text.find("must end after it begins"),
            std::string::npos);
  EXPECT_FALSE(parse_day_rule("2026-01-01 to 2028-01-01").ok());
}

}  // namespace
}  // namespace tipring
