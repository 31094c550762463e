#include "runtime/rules/number_pattern.h"

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

TEST(NumberPatternTest, OnlyDigitsStandForDigits) {
  EXPECT_TRUE(matches_number("*", "+12025550143"));
  for (const char* number : {"2*5", "2_5", "2#5", "2a5"})
    EXPECT_FALSE(matches_number("2??", number)) << number;
  for (const char* number : {"+1*9005550143", "+1_9005550143", "+1/900", "+1%009"})
    EXPECT_FALSE(matches_number("+1*", number)) << number;
  EXPECT_FALSE(matches_number("*", "++1900"));
}

TEST(NumberPatternTest, DigitsAloneAreANumberAndLettersAloneAName) {
  for (const char* number : {"+12025550143", "112", "john.doe", "reception_desk"})
    EXPECT_TRUE(is_number_or_name(number)) << number;
  for (const char* number :
       {"++1900", "*31#+1900", "x1900", "1900;phone-context=+1", "+1,900", "+", "\xef\xbc\x91"})
    EXPECT_FALSE(is_number_or_name(number)) << number;
}

TEST(NumberPatternTest, SeparatorsOfNumbersDoNotCount) {
  EXPECT_TRUE(matches_number("+1202*", "+1-202-555.0143"));
  EXPECT_TRUE(matches_number("+1-900-*", "+1 (900) 5550143"));
  EXPECT_FALSE(matches_number("sip-user.7", "sipuser7"));
}

TEST(NumberPatternTest, ANumberIsDialledWithoutItsSeparators) {
  EXPECT_EQ(dialled_number("+1 (202) 555-01.43"), "+12025550143");
  EXPECT_EQ(dialled_number("john.doe-2"), "john.doe-2");
  EXPECT_EQ(dialled_number("( )"), "");
}

TEST(NumberPatternTest, NotEveryTextCanBeDialled) {
  for (const char* number : {"+12025550143", "*21#", "john.doe-2", "0"})
    EXPECT_TRUE(can_be_dialled(number)) << number;
  for (const char* number : {"", "ann@home", "a b", "<1>", "1%2B", "1;2", "1\r\n2",
                             "\xef\xbc\x8b"
                             "1"})
    EXPECT_FALSE(can_be_dialled(number)) << number;
}

TEST(NumberPatternTest, WhatIsNoPatternIsTold) {
  for (const char* pattern : {"+1202*", "2??", "*", "112", "#31#*", "+1 (202) 555-*"})
    EXPECT_EQ(why_no_pattern(pattern), "") << pattern;
  EXPECT_EQ(why_no_pattern("+1x*"), "'x' is no digit; ? stands for any one: did you mean \"+1?*\"?");
  EXPECT_EQ(why_no_pattern("+1a"), "'a' is no digit; digits, + and # can stand there, and ? for any one digit");
  EXPECT_EQ(why_no_pattern("1*2"), "* stands at its end only, for any number of digits; ? stands for any one");
  EXPECT_EQ(why_no_pattern("**"), why_no_pattern("1*2"));
  EXPECT_EQ(why_no_pattern(""), "it is empty; \"*\" fits every number");
}

}  // namespace
}  // namespace tipring
