#include "runtime/contact/whisper.h"

#include <memory>
#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {

WhisperOperation::WhisperOperation(FloorContext& floor, Operations& operations, Leg& leg,
                                   WhisperRequest request, Done done)
    : Operation(floor, operations, leg.id), party_(leg), request_(std::move(request)), done_(std::move(done)) {}

void WhisperOperation::start(OperationHandle self) {
  self_ = self;
  if (request_.items.empty()) return played();
  auto over = [&operations = operations_, self](const PlayOutcome&) {
    if (auto* whisper = static_cast<WhisperOperation*>(operations.find(self))) whisper->played();
  };
  playing_ = operations_.start(std::make_unique<PlayOperation>(
      floor_, operations_, party_, PlayRequest{.items = std::move(request_.items), .barge_in = false},
      std::move(over)));
}

void WhisperOperation::played() {
  playing_ = {};
  if (request_.accept_key == 0) return end(WhisperEnd::taken);
  timer_ = floor_.loop.after(request_.accept_within, [&operations = operations_, self = self_] {
    if (auto* whisper = static_cast<WhisperOperation*>(operations.find(self))) whisper->end(WhisperEnd::no_key);
  });
}

// Keys of this time are not for whom the party talks to then.
bool WhisperOperation::digit(char digit) {
  if (request_.accept_key == 0 || digit == request_.accept_key) end(WhisperEnd::taken);
  return true;
}

void WhisperOperation::stop() {
  floor_.loop.cancel(timer_);
  operations_.cancel(playing_);
}

void WhisperOperation::cancel() {
  stop();
}

void WhisperOperation::leg_ended(const Release& /*release*/) {
  stop();
  complete([] {});
}

void WhisperOperation::end(WhisperEnd end) {
  stop();
  complete([done = std::move(done_), end] { done(end); });
}

}  // namespace tipring
