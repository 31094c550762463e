#include "runtime/base/clock.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;

TEST(VirtualClock, stands_still_until_told_to_move) {
  VirtualClock clock{UtcTime(1000s)};
  const Instant start = clock.now();
  EXPECT_EQ(clock.now(), start);
  EXPECT_EQ(clock.utc(), UtcTime(1000s));
  clock.advance_to(start + 1500ms);
  EXPECT_EQ(clock.now() - start, 1500ms);
  EXPECT_EQ(clock.utc(), UtcTime(1001500ms));
  EXPECT_EQ(clock.start(), UtcTime(1000s));
}

TEST(VirtualClock, keeps_the_time_line_when_the_civil_time_is_set) {
  VirtualClock clock{UtcTime(1000s)};
  const Instant start = clock.now();
  clock.set_utc(UtcTime(10s));
  EXPECT_EQ(clock.now(), start);
  clock.advance_to(start + 5s);
  EXPECT_EQ(clock.utc(), UtcTime(15s));
}

}  // namespace
}  // namespace tipring
