#include "runtime/base/chance.h"

#include <array>
#include <limits>

#include <gtest/gtest.h>

namespace tipring {
namespace {

// From the authors' C code, https://prng.di.unimi.it/ (xoshiro256starstar.c, seeded by splitmix64.c).
TEST(Chance, gives_the_numbers_of_the_reference) {
  Chance zero(0);
  for (const std::uint64_t expected :
       {0x99ec5f36cb75f2b4U, 0xbf6e1f784956452aU, 0x1a5f849d4933e6e0U, 0x6aa594f1262d2d2cU}) {
    EXPECT_EQ(zero.next(), expected);
  }
  Chance other(42);
  for (const std::uint64_t expected :
       {0x15780b2e0c2ec716U, 0x6104d9866d113a7eU, 0xae17533239e499a1U, 0xecb8ad4703b360a1U}) {
    EXPECT_EQ(other.next(), expected);
  }
}

TEST(Chance, unit_stays_below_one) {
  Chance chance(1);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double drawn = chance.unit();
    ASSERT_GE(drawn, 0.0);
    ASSERT_LT(drawn, 1.0);
    sum += drawn;
  }
  EXPECT_NEAR(sum / 100'000, 0.5, 0.01);
}

TEST(Chance, between_reaches_both_ends_and_favours_none) {
  Chance chance(2);
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) {
    const auto drawn = chance.between(-2, 3);
    ASSERT_GE(drawn, -2);
    ASSERT_LE(drawn, 3);
    ++seen[static_cast<std::size_t>(drawn + 2)];
  }
  for (const int count : seen)
    EXPECT_NEAR(count, 10'000, 500);
}

TEST(Chance, between_bears_the_widest_and_the_narrowest_range) {
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  Chance chance(3);
  bool negative = false;
  bool positive = false;
  for (int i = 0; i < 100; ++i) {
    const auto drawn = chance.between(lowest, highest);
    negative = negative || drawn < 0;
    positive = positive || drawn > 0;
    EXPECT_EQ(chance.between(7, 7), 7);
    EXPECT_GE(chance.between(highest - 1, highest), highest - 1);
    EXPECT_LE(chance.between(lowest, lowest + 1), lowest + 1);
  }
  EXPECT_TRUE(negative && positive);
}

}  // namespace
}  // namespace tipring
