#include "adapters/number_plan/number_zones.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/number_plan/world_number_plan.h"

namespace tipring::number_plan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> zones(std::string_view number, std::string_view region = "") {
  return WorldNumberPlan().look_up(number, region)->zones;
}

TEST(NumberZonesTest, TheLongestBeginningTells) {
  EXPECT_THAT(zones_of("4930123456"), ElementsAre("Europe/Berlin"));
  EXPECT_THAT(zones_of("12025550143"), ElementsAre("America/New_York"));
  EXPECT_THAT(zones_of("1202"), ElementsAre("America/New_York"));
  EXPECT_THAT(zones_of("1"), AllOf(Contains("America/New_York"), Contains("Pacific/Honolulu")));
}

TEST(NumberZonesTest, WhatIsNoBeginningHasNone) {
  for (const char* digits : {"", "0", "+49", "anonymous", "999", "80012345678"})
    EXPECT_THAT(zones_of(digits), IsEmpty()) << digits;
}

TEST(NumberZonesTest, TheDataIsInOrder) {
  EXPECT_TRUE(std::ranges::is_sorted(beginnings_with_zones, {}, &BeginningZones::digits));
  EXPECT_TRUE(std::ranges::is_sorted(zone_names));
  for (const BeginningZones& each : beginnings_with_zones) {
    ASSERT_LE(std::size_t{each.first} + each.count, zone_places.size());
    ASSERT_GT(each.count, 0);
  }
}

TEST(NumberZonesTest, ANumberIsWhereItsAreaIs) {
  EXPECT_THAT(zones("+12025550143"), ElementsAre("America/New_York"));
  EXPECT_THAT(zones("(202) 555-0143", "US"), ElementsAre("America/New_York"));
  EXPECT_THAT(zones("+18085550143"), ElementsAre("Pacific/Honolulu"));
  EXPECT_THAT(zones("+442079460958"), ElementsAre("Europe/London"));
  EXPECT_THAT(zones("+81312345678"), ElementsAre("Asia/Tokyo"));
}

TEST(NumberZonesTest, AnAreaMaySpanZones) {
  EXPECT_THAT(zones("+19075550143"), ElementsAre("America/Adak", "America/Anchorage"));
}

TEST(NumberZonesTest, ANumberOfNoAreaIsAnywhereInItsCountry) {
  EXPECT_THAT(zones("+4915123456789"), ElementsAre("Europe/Berlin"));
  EXPECT_THAT(zones("+18005551234"), SizeIs(zones_of("1").size()));
  EXPECT_THAT(zones("+80012345678"), IsEmpty());
}

}  // namespace
}  // namespace tipring::number_plan
