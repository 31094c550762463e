#include "runtime/contact/number_pattern.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(NumberPatternTest, APatternMatchesWhatItSays) {
  EXPECT_TRUE(matches_number("+1202*", "+12025550143"));
  EXPECT_TRUE(matches_number("+1202*", "+1202"));
  EXPECT_FALSE(matches_number("+1202*", "+120"));
  EXPECT_FALSE(matches_number("+1202*", "+1900123"));
  EXPECT_TRUE(matches_number("2??", "217"));
  EXPECT_FALSE(matches_number("2??", "2170"));
  EXPECT_FALSE(matches_number("2??", "21"));
  EXPECT_TRUE(matches_number("*", ""));
  EXPECT_FALSE(matches_number("", "1"));
}

TEST(NumberPatternTest, SeparatorsOfNumbersDoNotCount) {
  EXPECT_TRUE(matches_number("+1202*", "+1-202-555.0143"));
  EXPECT_TRUE(matches_number("+1-900-*", "+19005550143"));
  EXPECT_FALSE(matches_number("sip-user.7", "sipuser7"));
}

TEST(NumberPatternTest, WhatIsNoPatternIsTold) {
  for (const char* pattern : {"+1202*", "2??", "*", "112", "sip-user.7"})
    EXPECT_TRUE(is_number_pattern(pattern)) << pattern;
  for (const char* pattern : {"1*2", "a b", "<sip:1>", "**"})
    EXPECT_FALSE(is_number_pattern(pattern)) << pattern;
}

}  // namespace
}  // namespace tipring
