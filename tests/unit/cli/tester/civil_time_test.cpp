#include "cli/tester/civil_time.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

std::string utc_of(const std::string& text) {
  const auto time = parse_civil_time(text);
  return time ? format_utc(time.value()) : time.error().text;
}

TEST(CivilTime, ReadsANamedZone) {
  EXPECT_EQ(utc_of("2026-03-03 10:00 America/New_York"), "2026-03-03 15:00:00 UTC");
  EXPECT_EQ(utc_of("2026-07-03 10:00 America/New_York"), "2026-07-03 14:00:00 UTC") << "daylight saving";
  EXPECT_EQ(utc_of("2026-03-03T10:00:30 Asia/Kathmandu"), "2026-03-03 04:15:30 UTC");
}

TEST(CivilTime, ReadsUtcAndOffsets) {
  EXPECT_EQ(utc_of("2026-03-03 10:00 UTC"), "2026-03-03 10:00:00 UTC");
  EXPECT_EQ(utc_of("2026-03-03 10:00 +01:00"), "2026-03-03 09:00:00 UTC");
  EXPECT_EQ(utc_of("2026-12-31 22:30 -05:30"), "2027-01-01 04:00:00 UTC");
}

TEST(CivilTime, ReadsInternetTime) {
  EXPECT_EQ(utc_of("2026-03-03T10:00:00Z"), "2026-03-03 10:00:00 UTC");
  EXPECT_EQ(utc_of("2026-03-03T10:00Z"), "2026-03-03 10:00:00 UTC");
  EXPECT_EQ(utc_of("2026-03-03T10:00:00-05:00"), "2026-03-03 15:00:00 UTC");
}

TEST(CivilTime, RefusesTimesThatTheClocksSkipOrShowTwice) {
  EXPECT_NE(utc_of("2026-03-08 02:30 America/New_York").find("skip it"), std::string::npos);
  EXPECT_NE(utc_of("2026-11-01 01:30 America/New_York").find("twice"), std::string::npos);
}

TEST(CivilTime, SaysWhatIsWrong) {
  EXPECT_NE(utc_of("2026-03-03 10:00 America/New_Yrk").find("no time zone \"America/New_Yrk\""),
            std::string::npos);
  for (const char* text : {"", "2026-03-03", "2026-03-03 10:00", "2026-03-03 10:00 ", "2026-02-30 10:00 UTC",
                           "2026-03-03 24:00 UTC", "2026-03-03 10:60 UTC", "26-03-03 10:00 UTC",
                           "2026-03-03 1:00 UTC", "2026-03-03 -1:00 UTC", "2026-03-03 10:00:61 UTC", "now"}) {
    EXPECT_NE(utc_of(text).find("is no civil time"), std::string::npos) << text;
  }
}

TEST(CivilTime, DoesNotDependOnTheEnvironment) {
  const std::string before = utc_of("2026-03-03 10:00 Europe/Berlin");
  ::setenv("TZ", "Asia/Tokyo", 1);
  EXPECT_EQ(utc_of("2026-03-03 10:00 Europe/Berlin"), before);
  ::unsetenv("TZ");
}

}  // namespace
}  // namespace tipring::cli
