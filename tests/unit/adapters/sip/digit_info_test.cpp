#include "adapters/sip/digit_info.h"

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

TEST(DigitInfoTest, ReadsTheSignalOfDtmfRelay) {
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"), '5');
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal= 5\nDuration= 160"), '5');
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Duration=160\r\nsignal=#\r\n"), '#');
  EXPECT_EQ(digit_of_info("Application/DTMF-Relay; charset=utf-8", "Signal=*"), '*');
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=d"), 'D');
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=10"), '*');
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=11"), '#');
}

TEST(DigitInfoTest, ReadsTheDigitOfDtmf) {
  EXPECT_EQ(digit_of_info("application/dtmf", "7"), '7');
  EXPECT_EQ(digit_of_info("application/dtmf", " # \r\n"), '#');
}

TEST(DigitInfoTest, FindsNothingWhereThereIsNone) {
  EXPECT_EQ(digit_of_info("application/dtmf-relay", ""), std::nullopt);
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=\r\nDuration=5"), std::nullopt);
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=55"), std::nullopt);
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "Signal=x"), std::nullopt);
  EXPECT_EQ(digit_of_info("application/dtmf-relay", "=5"), std::nullopt);
  EXPECT_EQ(digit_of_info("application/dtmf", "12"), std::nullopt);
  EXPECT_EQ(digit_of_info("text/plain", "5"), std::nullopt);
  EXPECT_EQ(digit_of_info("", "5"), std::nullopt);
}

TEST(DigitInfoTest, KnowsItsTypes) {
  EXPECT_TRUE(is_digit_info("application/dtmf-relay"));
  EXPECT_TRUE(is_digit_info("APPLICATION/DTMF ; x=y"));
  EXPECT_FALSE(is_digit_info("application/dtmf-relayed"));
}

TEST(DigitInfoTest, WhatWeWriteIsRead) {
  for (const char digit : std::string("0123456789*#ABCD")) {
    EXPECT_TRUE(is_digit_info(digit_info_type));
    EXPECT_EQ(digit_of_info(digit_info_type, digit_info_body(digit)), digit);
  }
}

}  // namespace
}  // namespace tipring::sip
