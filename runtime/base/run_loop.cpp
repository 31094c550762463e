#include "runtime/base/run_loop.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tipring {

TimerHandle RunLoop::after(Duration delay, std::function<void()> action) {
  return timers_.set(clock_.now() + std::max(delay, Duration::zero()), std::move(action));
}

TimerHandle RunLoop::after_standing(Duration delay, std::function<void()> action) {
  return timers_.set_standing(clock_.now() + std::max(delay, Duration::zero()), std::move(action));
}

bool RunLoop::turn() {
  assert(!in_turn_ && "a turn must not start inside a turn");
  const Instant now = clock_.now();
  const auto due = timers_.next_due();
  if (events_.empty() && (!due || *due > now)) return false;
  in_turn_ = true;
  const std::uint64_t set_before = timers_.mark();
  // Only what was posted before the turn: what an event posts gets a turn of its own, after this one's effects.
  for (std::size_t left = events_.size(); left > 0; --left) {
    auto event = std::move(events_.front());
    events_.pop_front();
    event();
  }
  timers_.run_due(now, set_before);
  for (const auto& hook : turn_end_hooks_)
    hook();
  in_turn_ = false;
  return true;
}

void run_virtual(RunLoop& loop, VirtualClock& clock, Instant until) {
  for (;;) {
    while (loop.turn()) {
    }
    const auto due = loop.next_due();
    if (!due || *due > until) break;
    if (*due > clock.now()) clock.advance_to(*due);
  }
  if (until > clock.now()) clock.advance_to(until);
}

}  // namespace tipring
