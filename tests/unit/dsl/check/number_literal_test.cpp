#include "dsl/check/number_literal.h"

#include <gtest/gtest.h>

namespace tipring::dsl {
namespace {

double value_of(std::string_view source) {
  const auto number = read_number(source);
  EXPECT_TRUE(number.has_value()) << source;
  return number ? number->value : -1;
}

TEST(NumberLiteral, ReadsDecimalHexadecimalAndBinaryNumbers) {
  EXPECT_EQ(value_of("42"), 42);
  EXPECT_EQ(value_of("007"), 7);
  EXPECT_EQ(value_of("2.50"), 2.5);
  EXPECT_EQ(value_of(".5e2"), 50);
  EXPECT_EQ(value_of("5.e+2"), 500);
  EXPECT_EQ(value_of("0xfF"), 255);
  EXPECT_EQ(value_of("0x1.8p3"), 12);
  EXPECT_EQ(value_of("0b101"), 5);
}

TEST(NumberLiteral, KnowsBoxedNumbersFromPlainOnes) {
  EXPECT_FALSE(read_number("1")->boxed);
  EXPECT_TRUE(read_number("1LL")->boxed);
  EXPECT_TRUE(read_number("0x1ULL")->boxed);
  EXPECT_TRUE(read_number("2.5i")->boxed);
}

TEST(NumberLiteral, RefusesMalformedNumbers) {
  for (const char* source :
       {"1e", "0x", "0b2", "1.2.3", "1_0", "1L", "1U", "1.5LL", "99999999999999999999LL", "1e1048576"}) {
    EXPECT_FALSE(read_number(source).has_value()) << source;
  }
}

}  // namespace
}  // namespace tipring::dsl
