#include "adapters/postgres/values.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace tipring::postgres {
namespace {

std::string sent(const DatabaseValue& value) {
  const auto text = parameter_text(value);
  if (!text) return text.error().code;
  return text.value().value_or("NULL");
}

TEST(PostgresValues, AreSentAsTexts) {
  EXPECT_EQ(sent(std::monostate{}), "NULL");
  EXPECT_EQ(sent(true), "t");
  EXPECT_EQ(sent(false), "f");
  EXPECT_EQ(sent(std::int64_t{9007199254740993}), "9007199254740993");
  EXPECT_EQ(sent(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(sent(std::string("Zoë")), "Zoë");
  EXPECT_EQ(sent(std::string()), "");
}

TEST(PostgresValues, NumbersAreSentInTheShortestWayThatReadsBackTheSame) {
  EXPECT_EQ(sent(0.1), "0.1");
  EXPECT_EQ(sent(3.0), "3");
  EXPECT_EQ(sent(-1e300), "-1e+300");
  EXPECT_EQ(sent(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(sent(-std::nan("")), "NaN");
}

TEST(PostgresValues, WhatIsNoTextIsRefused) {
  EXPECT_EQ(sent(std::string("a\0b", 3)), "refused");
  EXPECT_EQ(sent(std::string("\xff")), "refused");
}

TEST(PostgresValues, AreReadByTheirType) {
  EXPECT_EQ(value_of(16, "t"), DatabaseValue(true));
  EXPECT_EQ(value_of(16, "f"), DatabaseValue(false));
  for (const unsigned whole : {20U, 21U, 23U, 26U})
    EXPECT_EQ(value_of(whole, "-12"), DatabaseValue(std::int64_t{-12})) << whole;
  for (const unsigned number : {700U, 701U, 1700U})
    EXPECT_EQ(value_of(number, "12.50"), DatabaseValue(12.5)) << number;
  EXPECT_EQ(value_of(701, "-Infinity"), DatabaseValue(-std::numeric_limits<double>::infinity()));
  EXPECT_EQ(value_of(25, "12"), DatabaseValue("12"));
  EXPECT_EQ(value_of(1082, "2026-02-28"), DatabaseValue("2026-02-28"));
}

TEST(PostgresValues, ADecimalThatIsNoDoubleStaysAText) {
  for (const char* text : {"NaN", "Infinity", "-Infinity"})
    EXPECT_EQ(value_of(1700, text), DatabaseValue(text));
  const std::string large = "1" + std::string(400, '0');
  EXPECT_EQ(value_of(1700, large), DatabaseValue(large));
}

}  // namespace
}  // namespace tipring::postgres
