#include "runtime/base/timers.h"

#include <utility>

namespace tipring {

TimerHandle Timers::add(Instant due, Action action) {
  if (action.standing) ++standing_;
  const TimerHandle timer = actions_.insert(std::move(action));
  queue_.push({due, next_order_++, timer});
  return timer;
}

bool Timers::cancel(TimerHandle timer) {
  const Action* action = actions_.find(timer);
  if (action == nullptr) return false;
  if (action->standing) --standing_;
  return actions_.erase(timer);
}

std::optional<Instant> Timers::next_due() {
  drop_cancelled();
  if (queue_.empty()) return std::nullopt;
  return queue_.top().at;
}

void Timers::run_due(Instant now, std::uint64_t mark) {
  for (;;) {
    drop_cancelled();
    if (queue_.empty() || queue_.top().at > now || queue_.top().order >= mark) return;
    auto action = actions_.take(queue_.top().timer);
    queue_.pop();
    if (action->standing) --standing_;
    action->run();
  }
}

// A cancelled timer leaves its place in the queue behind. Most timers of a call centre are cancelled long
// before they are due (every time-out that did not happen), so the queue is rebuilt when the dead outnumber
// the living; else they would pile up until their time comes.
void Timers::drop_cancelled() {
  while (!queue_.empty() && actions_.find(queue_.top().timer) == nullptr)
    queue_.pop();
  if (queue_.size() < 64 || queue_.size() < 2 * actions_.size()) return;
  std::vector<Due> living;
  living.reserve(actions_.size());
  while (!queue_.empty()) {
    if (actions_.find(queue_.top().timer) != nullptr) living.push_back(queue_.top());
    queue_.pop();
  }
  queue_ = decltype(queue_)(std::greater<>{}, std::move(living));
}

}  // namespace tipring
