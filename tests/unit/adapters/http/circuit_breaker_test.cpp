#include "adapters/http/circuit_breaker.h"

#include <gtest/gtest.h>

namespace tipring::http {
namespace {

using namespace std::chrono_literals;
using State = CircuitBreaker::State;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  Instant at(Duration time) const { return Instant{} + time; }
  // One request that is let through, and fails.
  bool fails(Duration time) {
    const auto pass = breaker_.admit(at(time));
    EXPECT_TRUE(pass.has_value());
    return pass && breaker_.failed(*pass, at(time));
  }
  bool succeeds(Duration time) {
    const auto pass = breaker_.admit(at(time));
    EXPECT_TRUE(pass.has_value());
    return pass && breaker_.succeeded(*pass);
  }
  void opens(Duration time) {
    for (int i = 1; i < 5; ++i)
      EXPECT_FALSE(fails(time));
    EXPECT_TRUE(fails(time));
    EXPECT_EQ(breaker_.state(), State::open);
  }

  CircuitBreaker breaker_;
};

TEST_F(CircuitBreakerTest, FiveFailuresInARowOpenItForTenSeconds) {
  opens(0s);
  EXPECT_FALSE(breaker_.admit(at(9'999ms)));
  EXPECT_TRUE(breaker_.admit(at(10s)));
}

TEST_F(CircuitBreakerTest, ASuccessBetweenThemForgetsFailures) {
  for (int i = 0; i < 4; ++i)
    EXPECT_FALSE(fails(0s));
  EXPECT_FALSE(breaker_.is_fresh());
  EXPECT_FALSE(succeeds(0s));
  EXPECT_TRUE(breaker_.is_fresh());
  opens(1s);
}

TEST_F(CircuitBreakerTest, HalfOpenItLetsOneThrough) {
  opens(0s);
  const auto probe = breaker_.admit(at(10s));
  ASSERT_TRUE(probe);
  EXPECT_EQ(breaker_.state(), State::half_open);
  EXPECT_FALSE(breaker_.admit(at(11s)));
  EXPECT_TRUE(breaker_.succeeded(*probe));
  EXPECT_EQ(breaker_.state(), State::closed);
  EXPECT_TRUE(breaker_.admit(at(11s)));
  EXPECT_TRUE(breaker_.admit(at(11s)));
}

TEST_F(CircuitBreakerTest, EachFailureOfThatOneDoublesThePauseUpToFiveMinutes) {
  opens(0s);
  Duration time = 10s;
  for (const Duration pause : {20s, 40s, 80s, 160s, 300s, 300s}) {
    EXPECT_TRUE(fails(time));
    EXPECT_EQ(breaker_.pause(), pause);
    EXPECT_FALSE(breaker_.admit(at(time + pause - 1ms)));
    time += pause;
  }
}

TEST_F(CircuitBreakerTest, AfterASuccessThePauseIsTheFirstAgain) {
  opens(0s);
  EXPECT_TRUE(fails(10s));
  EXPECT_TRUE(succeeds(30s));
  opens(31s);
  EXPECT_EQ(breaker_.pause(), Duration(10s));
}

TEST_F(CircuitBreakerTest, WhatWasAskedBeforeItOpenedChangesNothingAnyMore) {
  const auto early = breaker_.admit(at(0s));
  const auto also_early = breaker_.admit(at(0s));
  opens(0s);
  EXPECT_FALSE(breaker_.failed(*early, at(1s)));
  EXPECT_FALSE(breaker_.succeeded(*also_early));
  EXPECT_EQ(breaker_.state(), State::open);
  EXPECT_EQ(breaker_.opens_until(), at(10s));
}

TEST_F(CircuitBreakerTest, AnAbandonedProbeLeavesRoomForTheNext) {
  opens(0s);
  const auto probe = breaker_.admit(at(10s));
  ASSERT_TRUE(probe);
  breaker_.abandoned(*probe);
  EXPECT_EQ(breaker_.state(), State::half_open);
  EXPECT_TRUE(succeeds(10s));
  EXPECT_EQ(breaker_.state(), State::closed);
}

}  // namespace
}  // namespace tipring::http
