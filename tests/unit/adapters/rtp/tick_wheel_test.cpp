#include "adapters/rtp/tick_wheel.h"

#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

Instant at(int ms) {
  return Instant(milliseconds(ms));
}

TEST(TickWheel, TicksEveryTwentyMillisecondsAtTheMembersPhase) {
  TickWheel<int> wheel;
  EXPECT_EQ(wheel.next_due(), std::nullopt);
  wheel.add(3, 7, at(100));
  EXPECT_EQ(wheel.next_due(), at(112));
  std::vector<Instant> ticks;
  for (int ms = 100; ms < 200; ++ms)
    wheel.run_due(at(ms), [&](int) { return ticks.push_back(at(ms)), true; });
  EXPECT_EQ(ticks, (std::vector{at(112), at(132), at(152), at(172), at(192)}));
}

TEST(TickWheel, SpreadsItsMembers) {
  TickWheel<int> wheel;
  for (int i = 0; i < 200; ++i)
    wheel.add(static_cast<std::size_t>(i) % TickWheel<int>::phases, i, at(0));
  for (int ms = 4; ms <= 20; ms += 4) {
    int ticked = 0;
    wheel.run_due(at(ms), [&](int) { return ++ticked, true; });
    EXPECT_EQ(ticked, 40);
  }
}

TEST(TickWheel, AMemberLeavesByItsTickOrByRemove) {
  TickWheel<int> wheel;
  wheel.add(0, 1, at(0));
  wheel.add(0, 2, at(0));
  std::map<int, int> ticks;
  wheel.run_due(at(20), [&](int member) { return ++ticks[member], member != 1; });
  wheel.run_due(at(40), [&](int member) { return ++ticks[member], true; });
  EXPECT_EQ(ticks, (std::map<int, int>{{1, 1}, {2, 2}}));
  wheel.remove(0, 2);
  EXPECT_EQ(wheel.next_due(), std::nullopt);
}

TEST(TickWheel, CatchesUpAfterADelayButNotAfterAStall) {
  TickWheel<int> wheel;
  wheel.add(0, 1, at(0));
  int ticks = 0;
  const auto count = [&](int) { return ++ticks, true; };
  wheel.run_due(at(65), count);
  EXPECT_EQ(ticks, 3);
  wheel.run_due(at(5003), count);
  EXPECT_EQ(ticks, 4);
  EXPECT_EQ(wheel.next_due(), at(5020));
}

}  // namespace
}  // namespace tipring::rtp
