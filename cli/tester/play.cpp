#include "cli/tester/play.h"

#include <utility>
#include <vector>

namespace tipring::cli {

Play::WaitId Play::await(Expectation expectation, Done done) {
  const WaitId id = next_++;
  const Duration within = expectation.within;
  Waiting& waiting = waiting_[id];
  waiting.expectation = std::move(expectation);
  waiting.done = std::move(done);
  waiting.limit = loop_.after(within, [this, id] { waiting_.at(id).late = true; });
  return id;
}

void Play::cancel(WaitId wait) {
  const auto found = waiting_.find(wait);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.limit);
  loop_.cancel(found->second.again);
  waiting_.erase(found);
}

void Play::look_again(Waiting& waiting, const Judgement& judgement) {
  loop_.cancel(waiting.again);
  waiting.again = {};
  const Instant now = loop_.clock().now();
  if (judgement.again && *judgement.again > now) waiting.again = loop_.after(*judgement.again - now, [] {});
}

void Play::judge() {
  std::vector<WaitId> open;
  for (const auto& [id, waiting] : waiting_)
    open.push_back(id);
  for (const WaitId id : open) {
    const auto found = waiting_.find(id);
    if (found == waiting_.end()) continue;  // What was told of another's end has cancelled it.
    Waiting& waiting = found->second;
    const Judgement judgement = waiting.expectation.judge();
    if (judgement.is == Judgement::Is::open && !waiting.late) {
      look_again(waiting, judgement);
      continue;
    }
    std::optional<std::string> problem;
    if (judgement.is == Judgement::Is::fails) problem = judgement.problem;
    if (judgement.is == Judgement::Is::open) {
      std::string reason = waiting.expectation.too_late();
      if (!reason.empty()) problem = std::move(reason);
    }
    const Done done = std::move(waiting.done);
    cancel(id);
    done(std::move(problem));
  }
}

Halt run_play(RunLoop& loop, VirtualClock& clock, Play& play, const std::function<bool()>& over,
              Instant end_of_time) {
  for (;;) {
    for (int turns = 0; !over() && loop.turn(); ++turns) {
      if (turns == most_turns_at_once) return Halt::spinning;
    }
    if (over()) return Halt::none;
    play.judge();
    if (over()) return Halt::none;
    if (loop.pending()) continue;
    const auto due = loop.next_due();
    if (!due) return Halt::stalled;
    if (*due > end_of_time) return Halt::too_long;
    if (*due > clock.now()) clock.advance_to(*due);
  }
}

}  // namespace tipring::cli
