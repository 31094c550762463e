#include "runtime/base/timers.h"

#include <map>

#include <gmock/gmock.h>

#include "runtime/base/chance.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant at(Duration time) {
  return Instant(time);
}

struct Firing : ::testing::Test {
  TimerHandle set(Duration due, int name) {
    return timers.set(at(due), [this, name] { fired.push_back(name); });
  }
  void run(Duration now) { timers.run_due(at(now), timers.mark()); }

  Timers timers;
  std::vector<int> fired;
};

TEST_F(Firing, is_in_order_of_time_then_of_setting) {
  set(3s, 3);
  set(1s, 1);
  set(2s, 20);
  set(2s, 21);
  set(2s, 22);
  run(2s);
  EXPECT_THAT(fired, ElementsAre(1, 20, 21, 22));
  EXPECT_EQ(timers.next_due(), at(3s));
  run(3s);
  EXPECT_EQ(fired.back(), 3);
  EXPECT_EQ(timers.next_due(), std::nullopt);
  EXPECT_EQ(timers.live(), 0U);
}

TEST_F(Firing, comes_not_before_its_time) {
  set(1s, 1);
  run(999999us);
  EXPECT_THAT(fired, IsEmpty());
  run(1s);
  EXPECT_THAT(fired, ElementsAre(1));
  run(5s);
  EXPECT_THAT(fired, ElementsAre(1)) << "fired twice";
}

TEST_F(Firing, does_not_happen_after_cancelling) {
  const auto first = set(1s, 1);
  set(2s, 2);
  EXPECT_TRUE(timers.cancel(first));
  EXPECT_FALSE(timers.cancel(first));
  EXPECT_EQ(timers.live(), 1U);
  EXPECT_EQ(timers.next_due(), at(2s));
  run(5s);
  EXPECT_THAT(fired, ElementsAre(2));
}

TEST_F(Firing, cannot_be_cancelled_once_it_happened) {
  const auto timer = set(1s, 1);
  run(1s);
  EXPECT_FALSE(timers.cancel(timer));
  const auto reused = set(2s, 2);
  EXPECT_EQ(reused.slot, timer.slot);
  EXPECT_FALSE(timers.cancel(timer)) << "an old handle reached another timer";
  EXPECT_EQ(timers.live(), 1U);
}

TEST_F(Firing, may_cancel_another_due_at_the_same_time) {
  TimerHandle other;
  timers.set(at(1s), [&] { EXPECT_TRUE(timers.cancel(other)); });
  other = set(1s, 2);
  run(1s);
  EXPECT_THAT(fired, IsEmpty());
}

TEST_F(Firing, of_what_an_action_sets_waits_for_the_next_time) {
  timers.set(at(1s), [&] { set(1s, 2); });
  run(1s);
  EXPECT_THAT(fired, IsEmpty());
  EXPECT_EQ(timers.next_due(), at(1s));
  run(1s);
  EXPECT_THAT(fired, ElementsAre(2));
}

TEST_F(Firing, of_what_was_set_after_the_mark_waits) {
  set(1s, 1);
  const std::uint64_t mark = timers.mark();
  set(1s, 2);
  timers.run_due(at(1s), mark);
  EXPECT_THAT(fired, ElementsAre(1));
}

// Time-outs that do not happen are the rule: the queue is rebuilt many times here.
TEST_F(Firing, agrees_with_a_simple_list_whatever_is_cancelled) {
  Chance chance(4);
  std::map<std::pair<Duration, int>, TimerHandle> expected;
  Duration now{};
  int next_name = 0;
  for (int round = 0; round < 300; ++round) {
    for (int i = 0; i < 40; ++i) {
      const Duration due = now + Duration(chance.between(0, 500));
      expected[{due, next_name}] = set(due, next_name);
      ++next_name;
    }
    for (auto each = expected.begin(); each != expected.end();) {
      if (chance.between(0, 3) == 0) {
        ++each;
      } else {
        EXPECT_TRUE(timers.cancel(each->second));
        each = expected.erase(each);
      }
    }
    now += Duration(chance.between(0, 100));
    run(now);
    std::vector<int> due;
    while (!expected.empty() && expected.begin()->first.first <= now) {
      due.push_back(expected.begin()->first.second);
      expected.erase(expected.begin());
    }
    ASSERT_EQ(fired, due);
    fired.clear();
    ASSERT_EQ(timers.live(), expected.size());
  }
}

}  // namespace
}  // namespace tipring
