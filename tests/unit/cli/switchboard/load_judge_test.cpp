#include <gtest/gtest.h>

#include "cli/switchboard/load_watch.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

class LoadJudgeTest : public ::testing::Test {
 protected:
  // The last verdict of so many looks.
  bool after(int looks, Duration lag, double busy) {
    for (int i = 0; i < looks; ++i)
      overload_ = judge_.judge(lag, busy);
    return overload_ != Overload::none;
  }

  LoadJudge judge_{{.lag = 100ms, .busy = 0.9}};
  Overload overload_ = Overload::none;
};

TEST_F(LoadJudgeTest, ASecondOfTooMuchIsAnOverload) {
  EXPECT_FALSE(after(4, 150ms, 0.1));
  EXPECT_TRUE(after(1, 150ms, 0.1));
  EXPECT_EQ(overload_, Overload::lag);
  EXPECT_TRUE(after(100, 150ms, 0.1));
}

TEST_F(LoadJudgeTest, TheProcessorCountsLikeTheLag) {
  EXPECT_TRUE(after(5, 0ms, 0.95));
  EXPECT_EQ(overload_, Overload::busy);
}

TEST_F(LoadJudgeTest, OneLongTurnIsNone) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(after(4, 150ms, 0.95));
    EXPECT_FALSE(after(1, 0ms, 0.1));
  }
}

TEST_F(LoadJudgeTest, ItEndsAfterASecondWithRoomToSpare) {
  EXPECT_TRUE(after(5, 150ms, 0.1));
  EXPECT_TRUE(after(20, 80ms, 0.1));
  EXPECT_TRUE(after(20, 10ms, 0.7));
  EXPECT_TRUE(after(4, 10ms, 0.1));
  EXPECT_FALSE(after(1, 10ms, 0.1));
}

TEST_F(LoadJudgeTest, OtherLimitsHoldFromThenOn) {
  judge_.set_limits({.lag = 200ms, .busy = 0.9});
  EXPECT_FALSE(after(20, 150ms, 0.1));
  judge_.set_limits({.lag = 100ms, .busy = 0.9});
  EXPECT_TRUE(after(5, 150ms, 0.1));
  judge_.set_limits({.lag = 300ms, .busy = 0.9});
  EXPECT_FALSE(after(5, 150ms, 0.1));
}

}  // namespace
}  // namespace tipring::cli
