#include "runtime/queue/estimate.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;

TEST(EstimateTest, TheNextIsServedOnceAnAgentIsDone) {
  const WaitEstimate estimate = estimate_wait(0, {.a_second = 0.1}, 0);
  EXPECT_EQ(estimate.expected, 10s);
  EXPECT_LT(estimate.low, 2s);
  EXPECT_GT(estimate.high, 20s);
}

TEST(EstimateTest, TheBandOfManyIsNarrow) {
  const WaitEstimate estimate = estimate_wait(99, {.a_second = 0.1}, 0);
  EXPECT_EQ(estimate.expected, 1000s);
  EXPECT_NEAR(std::chrono::duration<double>(estimate.low).count(), 874, 3);
  EXPECT_NEAR(std::chrono::duration<double>(estimate.high).count(), 1130, 3);
}

TEST(EstimateTest, WhoGivesUpAheadShortensTheWait) {
  EXPECT_LT(estimate_wait(50, {.a_second = 0.1}, 0.01).expected,
            estimate_wait(50, {.a_second = 0.1}, 0).expected);
}

TEST(EstimateTest, TheHistoryForgets) {
  ServiceHistory history;
  EXPECT_EQ(history.mean_handled(), std::nullopt);
  for (int i = 0; i < 500; ++i)
    history.note_served(60s);
  for (int i = 0; i < 500; ++i)
    history.note_served(120s);
  EXPECT_NEAR(std::chrono::duration<double>(*history.mean_handled()).count(), 120, 1);
  history.note_waited(100s, true);
  EXPECT_DOUBLE_EQ(history.give_up_rate(), 0.01);
}

}  // namespace
}  // namespace tipring
