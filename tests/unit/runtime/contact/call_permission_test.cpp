#include "runtime/contact/call_permission.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

Destinations german() {
  Destinations destinations;
  destinations.add("international", "+*");
  destinations.add("national", "+49*");
  destinations.add("mobile", "+4915*");
  destinations.add("premium", "+49900*");
  destinations.add("emergency", "11?");
  return destinations;
}

TEST(DestinationsTest, ANumberIsOfTheClassThatFitsItMostClosely) {
  const Destinations destinations = german();
  EXPECT_EQ(destinations.class_of("+4990012345"), "premium");
  EXPECT_EQ(destinations.class_of("+4915112345"), "mobile");
  EXPECT_EQ(destinations.class_of("+493012345"), "national");
  EXPECT_EQ(destinations.class_of("+12025550143"), "international");
  EXPECT_EQ(destinations.class_of("112"), "emergency");
  EXPECT_EQ(destinations.class_of("200"), "");
}

TEST(DestinationsTest, SeparatorsMakeNoOtherNumber) {
  EXPECT_EQ(german().class_of("+49-900-12345"), "premium");
  EXPECT_EQ(german().class_of("+4.9.9.0.0.1"), "premium");
}

TEST(DestinationsTest, APatternIsOfOneClass) {
  Destinations destinations = german();
  EXPECT_EQ(destinations.add("expensive", "+49900*"), "premium");
  EXPECT_EQ(destinations.class_of("+499001"), "premium");
}

TEST(CallPermissionTest, WithoutAnyAllIsAllowed) {
  EXPECT_TRUE(CallPermission{}.allows("+4990012345", "premium"));
}

TEST(CallPermissionTest, ClassesAndPatternsAreAllowedAndNothingElse) {
  const CallPermission permission{.may_call = {{"national", "+1202*"}}, .may_not_call = {}};
  EXPECT_TRUE(permission.allows("+493012345", "national"));
  EXPECT_TRUE(permission.allows("+12025550143", "international"));
  EXPECT_FALSE(permission.allows("+19005550143", "international"));
  EXPECT_FALSE(permission.allows("+4990012345", "premium"));
  EXPECT_FALSE(permission.allows("200", ""));
}

TEST(CallPermissionTest, WhatIsForbiddenOutweighsWhatIsAllowed) {
  const CallPermission permission{.may_call = {{"*"}}, .may_not_call = {"premium", "+1900*"}};
  EXPECT_TRUE(permission.allows("+493012345", "national"));
  EXPECT_FALSE(permission.allows("+4990012345", "premium"));
  EXPECT_FALSE(permission.allows("+1-900-5550143", "international"));
}

}  // namespace
}  // namespace tipring
