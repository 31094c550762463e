#include "cli/statistics/sample.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cli/statistics/draws.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

TEST(SampleTest, TellsTheMeanAndHowSureItIs) {
  Sample sample;
  for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0})
    sample.add(value);
  EXPECT_DOUBLE_EQ(sample.mean(), 5);
  EXPECT_NEAR(sample.variance(), 32.0 / 7, 1e-12);
  EXPECT_NEAR(sample.standard_error(), std::sqrt(32.0 / 7 / 8), 1e-12);
  EXPECT_NEAR(sample.half_width(), 2.365 * std::sqrt(32.0 / 7 / 8), 1e-9);
}

TEST(SampleTest, OneObservationSaysNothingOfItsSpread) {
  Sample sample;
  EXPECT_EQ(sample.mean(), 0);
  sample.add(3);
  EXPECT_EQ(sample.mean(), 3);
  EXPECT_EQ(sample.half_width(), 0);
}

TEST(SampleTest, StudentsQuantilesBecomeTheNormalOnes) {
  EXPECT_NEAR(student_quantile(1), 12.706, 1e-3);
  EXPECT_NEAR(student_quantile(30), 2.042, 1e-3);
  EXPECT_NEAR(student_quantile(31), 2.0395, 1e-3);
  EXPECT_NEAR(student_quantile(100), 1.984, 1e-3);
  EXPECT_NEAR(student_quantile(1'000'000), 1.96, 1e-3);
}

TEST(SampleTest, QuantilesLieBetweenValues) {
  std::vector<double> values{3, 1, 2, 5, 4};
  EXPECT_DOUBLE_EQ(quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(values, 0.9), 4.6);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 5);
  std::vector<double> none;
  EXPECT_EQ(quantile(none, 0.5), 0);
}

Sample drawn(const Spread& spread) {
  Chance chance(1);
  Sample sample;
  for (int i = 0; i < 100'000; ++i)
    sample.add(std::chrono::duration<double>(draw(spread, chance)).count());
  return sample;
}

TEST(DrawsTest, TimesAreSpreadExponentially) {
  const Sample sample = drawn({.mean = 100s});
  EXPECT_NEAR(sample.mean(), 100, 4 * sample.standard_error());
  EXPECT_NEAR(std::sqrt(sample.variance()), 100, 2);
}

TEST(DrawsTest, OrLogNormallyWhereADeviationIsGiven) {
  const Sample sample = drawn({.mean = 100s, .deviation = 50s});
  EXPECT_NEAR(sample.mean(), 100, 4 * sample.standard_error());
  EXPECT_NEAR(std::sqrt(sample.variance()), 50, 2);
}

TEST(DrawsTest, NoTimeIsNoTime) {
  Chance chance(1);
  EXPECT_EQ(draw({.mean = Duration::zero()}, chance), Duration::zero());
}

}  // namespace
}  // namespace tipring::cli
