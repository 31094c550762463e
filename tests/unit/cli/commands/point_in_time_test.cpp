#include "cli/commands/point_in_time.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime now{std::chrono::seconds(1'772'532'000)};  // 2026-03-03T10:00:00Z

TEST(PointInTime, IsSoLongAgo) {
  EXPECT_EQ(parse_point_in_time("10m", now).value(), now - 10min);
  EXPECT_EQ(parse_point_in_time("1h30m", now).value(), now - 90min);
}

TEST(PointInTime, IsADateAndTimeInUtc) {
  EXPECT_EQ(parse_point_in_time("2026-03-03", now).value(), now - 10h);
  EXPECT_EQ(parse_point_in_time("2026-03-03T10:00Z", now).value(), now);
  EXPECT_EQ(parse_point_in_time("2026-03-03T10:00:01Z", now).value(), now + 1s);
  EXPECT_EQ(parse_point_in_time("2026-03-03 10:00:00.25Z", now).value(), now + 250ms);
  EXPECT_EQ(parse_point_in_time("2026-03-03T10:00:00.1234567Z", now).value(), now + 123456us);
  EXPECT_EQ(parse_point_in_time("2024-02-29T00:00Z", now).value(),
            UtcTime{std::chrono::seconds(1'709'164'800)});
}

TEST(PointInTime, IsTheLastTimeThatTheClockSaidSo) {
  EXPECT_EQ(parse_point_in_time("09:15", now).value(), now - 45min);
  EXPECT_EQ(parse_point_in_time("09:15:30Z", now).value(), now - 45min + 30s);
  EXPECT_EQ(parse_point_in_time("10:00", now).value(), now);
  EXPECT_EQ(parse_point_in_time("10:15", now).value(), now + 15min - 24h);
}

TEST(PointInTime, IsATimeOfAZone) {
  EXPECT_EQ(parse_point_in_time("2026-03-03 05:00 America/New_York", now).value(), now);
  EXPECT_EQ(parse_point_in_time("2026-03-03T11:00+01:00", now).value(), now);
  const auto nowhere = parse_point_in_time("2026-03-03 05:00 America/New_Yrk", now);
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, "usage");
  EXPECT_NE(nowhere.error().text.find("no time zone \"America/New_Yrk\""), std::string::npos);
}

TEST(PointInTime, IsNothingElse) {
  for (const char* text : {"", "yesterday", "24:00", "9:15", "10:15!", "2026-02-29", "2026-13-01",
                           "2026-03-03T24:00Z", "2026-03-03T10:00", "2026-03-03T10:60Z", "2026-03-03T10:00Z!",
                           "26-03-03", "2026-3-3", "2026-03-03T10Z"}) {
    const auto time = parse_point_in_time(text, now);
    ASSERT_FALSE(time.ok()) << text;
    EXPECT_EQ(time.error().code, "usage");
  }
}

}  // namespace
}  // namespace tipring::cli
