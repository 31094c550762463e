#include "dsl/words/customer_cache.h"

#include <chrono>

#include <gtest/gtest.h>

namespace tipring::dsl {
namespace {

using std::chrono::seconds;

Instant at(int second) {
  return Instant{} + seconds(second);
}

CustomerFacts named(const std::string& name) {
  return {{"customer.known", true}, {"customer.name", name}};
}

TEST(CustomerCacheTest, GivesWhatIsFreshEnough) {
  CustomerCache cache;
  cache.keep({"phone", "1"}, named("Ann"), at(10));
  EXPECT_EQ(cache.find({"phone", "1"}, at(69), seconds(60)), named("Ann"));
  EXPECT_FALSE(cache.find({"phone", "1"}, at(70), seconds(60)));
  EXPECT_FALSE(cache.find({"phone", "1"}, at(10), seconds(0)));
  EXPECT_FALSE(cache.find({"id", "1"}, at(10), seconds(60)));
}

TEST(CustomerCacheTest, WhatIsKeptAgainIsFreshAgain) {
  CustomerCache cache;
  cache.keep({"phone", "1"}, named("Ann"), at(0));
  cache.keep({"phone", "1"}, named("Anna"), at(50));
  EXPECT_EQ(cache.find({"phone", "1"}, at(100), seconds(60)), named("Anna"));
  cache.clear();
  EXPECT_FALSE(cache.find({"phone", "1"}, at(100), seconds(60)));
}

TEST(CustomerCacheTest, BeyondItsSizeTheOldestAreForgotten) {
  CustomerCache cache;
  for (int i = 0; i < static_cast<int>(CustomerCache::most) + 10; ++i)
    cache.keep({"phone", std::to_string(i)}, named("somebody"), at(i));
  const Instant now = at(static_cast<int>(CustomerCache::most) + 10);
  EXPECT_FALSE(cache.find({"phone", "9"}, now, std::chrono::hours(24)));
  EXPECT_TRUE(cache.find({"phone", "10"}, now, std::chrono::hours(24)));
}

}  // namespace
}  // namespace tipring::dsl
