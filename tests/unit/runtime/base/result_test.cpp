#include "runtime/base/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(Result, holds_a_value_or_an_error) {
  const Result<int> good = 5;
  ASSERT_TRUE(good);
  EXPECT_EQ(good.value(), 5);
  const Result<int> bad = Error{"not-found", "no such queue", false};
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "not-found");
}

TEST(Result, gives_up_what_it_owns) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  const auto taken = std::move(result).value();
  EXPECT_EQ(*taken, 5);
}

TEST(Result, of_nothing_is_success_unless_told_otherwise) {
  const Result<void> good;
  EXPECT_TRUE(good);
  const Result<void> bad = Error{"disk-full", "no room", true};
  ASSERT_FALSE(bad);
  EXPECT_TRUE(bad.error().retryable);
}

}  // namespace
}  // namespace tipring
