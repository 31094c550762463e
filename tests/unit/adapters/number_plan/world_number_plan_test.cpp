#include "adapters/number_plan/world_number_plan.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::number_plan {
namespace {

TEST(WorldNumberPlanTest, ReadsANumberHoweverItIsWritten) {
  const WorldNumberPlan plan;
  for (const std::string_view text :
       {"+12025550143", "2025550143", "1 (202) 555-0143", "202.555.0143", " +1 202 555 0143 ",
        "011 1 202 555 0143", "tel:+1-202-555-0143", "TEL:+12025550143;ext=7",
        "tel:555-0143;phone-context=+1202", "sip:+12025550143@gw.carrier.example;user=phone",
        "sips:2025550143@192.0.2.7:5061", "sip:%2B1-202-555-0143@a", "2025550143 ext. 12", "2025550143x12",
        "2025550143 #12",
        "\xef\xbc\x8b\xef\xbc\x91"
        "2025550143"})
    EXPECT_EQ(plan.international(text, "US"), "+12025550143") << text;
  EXPECT_EQ(plan.international("1-800-FLOWERS", "US"), "+18003569377");
  EXPECT_EQ(plan.international("1-800-flowers", "US"), "+18003569377");
  EXPECT_EQ(plan.international("030 123456", "DE"), "+4930123456");
  EXPECT_EQ(plan.international("0049 30 123456", "DE"), "+4930123456");
  EXPECT_EQ(plan.international("+44 (0)20 7946 0958", "US"), "+442079460958");
  EXPECT_EQ(plan.international("06 6982 1234", "IT"), "+390669821234");
}

TEST(WorldNumberPlanTest, WithoutARegionOnlyInternationalNumbersAreRead) {
  const WorldNumberPlan plan;
  EXPECT_EQ(plan.international("+1 202 555 0143", ""), "+12025550143");
  EXPECT_EQ(plan.international("202 555 0143", ""), std::nullopt);
}

TEST(WorldNumberPlanTest, WhatIsNoNumberStaysNone) {
  const WorldNumberPlan plan;
  for (const std::string_view text : {"",
                                      " ",
                                      "anonymous",
                                      "ann",
                                      "bob2025550143",
                                      "call 2025550143",
                                      "110",
                                      "201",
                                      "*21*2025550143#",
                                      "#31#2025550143",
                                      "+",
                                      "+1",
                                      "+999123456789",
                                      "2025550143ab",
                                      "2025550143<script>",
                                      "202$555$0143",
                                      "sip:gw.carrier.example",
                                      "sip:ann@202.55.50.143",
                                      "sip:",
                                      "tel:",
                                      "tel:ann",
                                      "\xff\xfe"
                                      "2025550143",
                                      "12025550143120255501431202555014312025550143"})
    EXPECT_EQ(plan.international(text, "US"), std::nullopt) << text;
  EXPECT_EQ(plan.international(std::string("2025550143\0", 11), "US"), std::nullopt);
  EXPECT_EQ(plan.international(std::string(300, ' ') + "2025550143", "US"), "+12025550143");
  EXPECT_EQ(plan.international(std::string(251, '2'), "US"), std::nullopt);
}

TEST(WorldNumberPlanTest, TellsWhatANumberIs) {
  const WorldNumberPlan plan;
  const auto mobile = plan.look_up("0151 23456789 x5", "DE");
  ASSERT_TRUE(mobile);
  EXPECT_EQ(mobile->international, "+4915123456789");
  EXPECT_EQ(mobile->extension, "5");
  EXPECT_EQ(mobile->kind, "mobile");
  EXPECT_EQ(mobile->country, "49");
  EXPECT_EQ(mobile->region, "DE");
  EXPECT_EQ(mobile->why_unused, "");
  EXPECT_EQ(plan.look_up("+18005551234", "")->kind, "toll-free");
  EXPECT_EQ(plan.look_up("+80012345678", "")->region, "");
  EXPECT_EQ(plan.look_up("+1 099 555 0143", "")->why_unused, "no number of the plan of +1 is like that");
}

TEST(WorldNumberPlanTest, SaysWhatIsWrong) {
  const WorldNumberPlan plan;
  EXPECT_THAT(plan.look_up("ann", "US").error().text, "it is no telephone number");
  EXPECT_THAT(plan.look_up("5550143", "US").error().text, "it lacks the code of its area");
  EXPECT_THAT(plan.look_up("+1202", "US").error().text, "it is too short");
  EXPECT_THAT(plan.look_up("+120255501431", "US").error().text, "it is too long");
  EXPECT_THAT(plan.look_up("2025550143", "").error().text, testing::HasSubstr("no region says"));
  EXPECT_EQ(plan.look_up("ann", "US").error().code, "bad-number");
}

TEST(WorldNumberPlanTest, KnowsRegionsByTheirCodes) {
  const auto regions = WorldNumberPlan().regions();
  for (const char* region : {"US", "DE", "GB", "IT", "JP"})
    EXPECT_THAT(regions, testing::Contains(region));
  EXPECT_TRUE(std::ranges::is_sorted(regions));
}

}  // namespace
}  // namespace tipring::number_plan
