#include "runtime/base/run_loop.h"

#include <gmock/gmock.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Turning : ::testing::Test {
  std::function<void()> note(std::string what) {
    return [this, what = std::move(what)] { seen.push_back(what); };
  }

  VirtualClock clock{UtcTime(100s)};
  RunLoop loop{clock};
  std::vector<std::string> seen;
};

TEST_F(Turning, runs_events_in_the_order_of_posting) {
  loop.post(note("one"));
  loop.post(note("two"));
  EXPECT_TRUE(loop.pending());
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("one", "two"));
  EXPECT_FALSE(loop.pending());
  EXPECT_FALSE(loop.turn());
}

TEST_F(Turning, never_runs_an_event_inside_the_one_that_posts_it) {
  loop.post([&] {
    loop.post(note("posted"));
    note("poster")();
  });
  loop.at_turn_end(note("end"));
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("poster", "end"));
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("poster", "end", "posted", "end"));
}

TEST_F(Turning, runs_events_then_timers_then_the_turns_end) {
  loop.after(0s, note("timer"));
  loop.post(note("event"));
  loop.at_turn_end(note("first hook"));
  loop.at_turn_end(note("second hook"));
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("event", "timer", "first hook", "second hook"));
}

TEST_F(Turning, gives_a_timer_without_delay_a_turn_of_its_own) {
  for (const Duration delay : {Duration(0), Duration(-5)}) {
    seen.clear();
    loop.post([&] {
      loop.after(delay, note("timer"));
      note("event")();
    });
    EXPECT_TRUE(loop.turn());
    EXPECT_THAT(seen, ElementsAre("event"));
    EXPECT_EQ(loop.next_due(), clock.now());
    EXPECT_TRUE(loop.turn());
    EXPECT_THAT(seen, ElementsAre("event", "timer"));
  }
}

TEST_F(Turning, gives_what_a_timer_sets_a_turn_of_its_own) {
  loop.after(0s, [&] { loop.after(0s, note("second")); });
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("second"));
}

TEST_F(Turning, runs_no_turns_end_where_there_was_nothing_to_do) {
  loop.at_turn_end(note("end"));
  loop.after(1s, note("later"));
  EXPECT_FALSE(loop.turn());
  EXPECT_THAT(seen, IsEmpty());
}

TEST_F(Turning, leaves_what_a_turns_end_posts_to_the_next) {
  bool once = true;
  loop.at_turn_end([&] {
    if (std::exchange(once, false)) loop.post(note("posted at the end"));
  });
  loop.post(note("event"));
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("event"));
  EXPECT_TRUE(loop.turn());
  EXPECT_THAT(seen, ElementsAre("event", "posted at the end"));
}

TEST_F(Turning, forgets_a_timer_that_was_cancelled) {
  const auto timer = loop.after(1s, note("timer"));
  EXPECT_EQ(loop.live_timers(), 1U);
  EXPECT_TRUE(loop.cancel(timer));
  EXPECT_EQ(loop.live_timers(), 0U);
  EXPECT_EQ(loop.next_due(), std::nullopt);
  run_virtual(loop, clock, clock.now() + 5s);
  EXPECT_THAT(seen, IsEmpty());
}

TEST_F(Turning, in_virtual_time_jumps_from_timer_to_timer) {
  const Instant start = clock.now();
  std::vector<Duration> times;
  const auto tick = [&] { times.push_back(clock.now() - start); };
  loop.after(3h, tick);
  loop.after(1h, [&] {
    tick();
    loop.after(30min, tick);
  });
  run_virtual(loop, clock, start + 8h);
  EXPECT_THAT(times, ElementsAre(1h, 90min, 3h));
  EXPECT_EQ(clock.now(), start + 8h);
  EXPECT_EQ(clock.utc(), UtcTime(100s + 8h));
}

TEST_F(Turning, in_virtual_time_stops_where_told) {
  const Instant start = clock.now();
  loop.after(1h, note("at one"));
  loop.after(2h, note("at two"));
  run_virtual(loop, clock, start + 1h);
  EXPECT_THAT(seen, ElementsAre("at one"));
  run_virtual(loop, clock, start + 2h);
  EXPECT_THAT(seen, ElementsAre("at one", "at two"));
}

#if !defined(NDEBUG)
TEST_F(Turning, is_never_entered_again) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        loop.post([&] { loop.turn(); });
        loop.turn();
      },
      "inside a turn");
}
#endif

TEST_F(Turning, runs_standing_timers_and_does_not_count_them) {
  int runs = 0;
  loop.after_standing(1s, [&] { ++runs; });
  const TimerHandle cancelled = loop.after_standing(1s, [&] { ++runs; });
  EXPECT_EQ(loop.live_timers(), 0U);
  loop.after(2s, [] {});
  EXPECT_EQ(loop.live_timers(), 1U);
  EXPECT_TRUE(loop.cancel(cancelled));
  EXPECT_FALSE(loop.cancel(cancelled));
  run_virtual(loop, clock, clock.now() + 3s);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(loop.live_timers(), 0U);
}

}  // namespace
}  // namespace tipring
