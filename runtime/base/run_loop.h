#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/timers.h"

namespace tipring {

/// The floor's turn: events in, state changed, ledger written, effects out. Events and completions are posted
/// and run later from turn(); nothing posted ever runs inside the caller, so no callback re-enters the floor.
/// Control thread only; other threads reach it through Reactor::post.
class RunLoop {
 public:
  explicit RunLoop(const Clock& clock) : clock_(clock) {}
  RunLoop(const RunLoop&) = delete;
  RunLoop& operator=(const RunLoop&) = delete;

  const Clock& clock() const { return clock_; }

  /// Queues an event behind those already posted.
  void post(std::function<void()> event) { events_.push_back(std::move(event)); }

  /// Sets a timer `delay` from now. A delay of zero or less is due at once, in a turn of its own.
  TimerHandle after(Duration delay, std::function<void()> action);
  /// The same for what belongs to the installation, not to a contact: live_timers() does not count it.
  TimerHandle after_standing(Duration delay, std::function<void()> action);
  bool cancel(TimerHandle timer) { return timers_.cancel(timer); }

  /// `hook` runs at the end of every turn, in the order of registration. What it posts waits for the next turn.
  void at_turn_end(std::function<void()> hook) { turn_end_hooks_.push_back(std::move(hook)); }

  /// Runs the events posted so far and the timers due, then the turn's end. False when there was nothing to do.
  /// Must not be called from an event, a timer or a hook.
  bool turn();

  /// True when an event is waiting for a turn.
  bool pending() const { return !events_.empty(); }

  /// When the next turn is due on account of a timer.
  std::optional<Instant> next_due() { return timers_.next_due(); }

  std::size_t live_timers() const { return timers_.live(); }

 private:
  const Clock& clock_;
  Timers timers_;
  std::deque<std::function<void()>> events_;
  std::vector<std::function<void()>> turn_end_hooks_;
  bool in_turn_ = false;
};

/// Runs `loop` in virtual time until nothing is left to do or `until` is reached: whenever nothing is pending,
/// the clock jumps to the next timer.
void run_virtual(RunLoop& loop, VirtualClock& clock, Instant until);

}  // namespace tipring
