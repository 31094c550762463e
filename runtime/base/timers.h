#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/handle.h"

namespace tipring {

struct TimerTag;
using TimerHandle = Handle<TimerTag>;

/// One-shot timers on the floor's time line. Timers due at the same instant fire in the order in which they
/// were set. Control thread only.
class Timers {
 public:
  /// `action` runs once, when run_due() is first called with an instant not before `due`.
  TimerHandle set(Instant due, std::function<void()> action) { return add(due, {std::move(action), false}); }

  /// The same for what belongs to the installation, such as the renewal of a registration: not counted by
  /// live().
  TimerHandle set_standing(Instant due, std::function<void()> action) {
    return add(due, {std::move(action), true});
  }

  /// False when the timer has fired or been cancelled already.
  bool cancel(TimerHandle timer);

  /// When the earliest timer is due; nothing when none is set.
  std::optional<Instant> next_due();

  /// A place in the order of setting: every timer set from now on comes behind it.
  std::uint64_t mark() const { return next_order_; }

  /// Fires the timers due by `now` that were set before `mark`, in order. An action may set and cancel timers;
  /// what it sets waits for a later call even if it is due already.
  void run_due(Instant now, std::uint64_t mark);

  /// Timers set and neither fired nor cancelled, without the standing ones.
  std::size_t live() const { return actions_.size() - standing_; }

 private:
  struct Due {
    Instant at;
    std::uint64_t order = 0;
    TimerHandle timer;
    bool operator>(const Due& other) const { return at != other.at ? at > other.at : order > other.order; }
  };
  struct Action {
    std::function<void()> run;
    bool standing = false;
  };
  TimerHandle add(Instant due, Action action);
  void drop_cancelled();

  SlotMap<Action, TimerTag> actions_;
  std::size_t standing_ = 0;  // Of the actions.
  std::priority_queue<Due, std::vector<Due>, std::greater<>> queue_;
  std::uint64_t next_order_ = 0;
};

}  // namespace tipring
