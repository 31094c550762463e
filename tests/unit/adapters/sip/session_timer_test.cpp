#include "adapters/sip/session_timer.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using Due = SessionTimer::Due;

constexpr Instant start{};
constexpr SessionTimerSettings settings{30min, 90s};

TEST(SessionTimerTest, AnIntervalBelowOurShortestIsTooBrief) {
  EXPECT_TRUE(too_brief({.supported = true, .interval = 89s}, settings));
  EXPECT_FALSE(too_brief({.supported = true, .interval = 90s}, settings));
  EXPECT_FALSE(too_brief({.supported = true}, settings));
}

TEST(SessionTimerTest, WhoAsksIsRefreshedByTheSideItNames) {
  const auto agreed = [](std::optional<bool> by_client) {
    return agreement_with({.supported = true, .interval = 10min, .by_client = by_client}, settings);
  };
  EXPECT_EQ(agreed(true)->refresher, Refresher::peer);
  EXPECT_EQ(agreed(false)->refresher, Refresher::us);
  EXPECT_EQ(agreed(std::nullopt)->refresher, Refresher::peer);
  EXPECT_EQ(agreed(true)->interval, 10min);
}

TEST(SessionTimerTest, AnIntervalIsShortenedToOursButNotBelowThePeersLeast) {
  const auto longest = agreement_with({.supported = true, .interval = 2h}, settings);
  EXPECT_EQ(longest->interval, 30min);
  const auto least =
      agreement_with({.supported = true, .interval = 2h, .by_client = {}, .shortest = 1h}, settings);
  EXPECT_EQ(least->interval, 1h);
}

TEST(SessionTimerTest, APeerWithoutSessionTimersHasNone) {
  EXPECT_FALSE(agreement_with({}, settings).has_value());
  EXPECT_FALSE(agreement_of({.supported = true}).has_value());
}

TEST(SessionTimerTest, APeerThatKnowsThemAndAsksForNoneIsRefreshedByUs) {
  const auto agreed = agreement_with({.supported = true}, settings);
  EXPECT_EQ(agreed->refresher, Refresher::us);
  EXPECT_EQ(agreed->interval, 30min);
}

TEST(SessionTimerTest, TheAnswerDecidesWhoRefreshes) {
  EXPECT_EQ(agreement_of({.interval = 5min, .by_client = true})->refresher, Refresher::us);
  EXPECT_EQ(agreement_of({.interval = 5min, .by_client = false})->refresher, Refresher::peer);
}

TEST(SessionTimerTest, WeRefreshAtHalfOfTheIntervalAndEndShortlyBeforeIt) {
  SessionTimer timer;
  EXPECT_EQ(timer.deadline(), std::nullopt);
  timer.start({10min, Refresher::us}, start);
  EXPECT_EQ(timer.deadline(), start + 5min);
  EXPECT_EQ(timer.expire(start + 5min - 1s), Due::nothing);
  EXPECT_EQ(timer.expire(start + 5min), Due::refresh);
  EXPECT_EQ(timer.deadline(), start + 10min - 32s);
  EXPECT_EQ(timer.expire(start + 9min), Due::nothing);
  EXPECT_EQ(timer.expire(start + 10min - 32s), Due::end);
  EXPECT_EQ(timer.deadline(), std::nullopt);
}

TEST(SessionTimerTest, ARefreshStartsItAnew) {
  SessionTimer timer;
  timer.start({10min, Refresher::us}, start);
  ASSERT_EQ(timer.expire(start + 5min), Due::refresh);
  timer.start({10min, Refresher::us}, start + 5min);
  EXPECT_EQ(timer.deadline(), start + 10min);
}

TEST(SessionTimerTest, APeerThatFailsToRefreshHasGone) {
  SessionTimer timer;
  timer.start({90s, Refresher::peer}, start);
  EXPECT_EQ(timer.deadline(), start + 60s);
  EXPECT_EQ(timer.expire(start + 60s), Due::end);
}

}  // namespace
}  // namespace tipring::sip
