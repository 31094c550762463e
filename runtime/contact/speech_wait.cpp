#include "runtime/contact/speech_wait.h"

#include <algorithm>
#include <utility>

namespace tipring {

SpeechWaitOperation::SpeechWaitOperation(FloorContext& floor, Operations& operations, Leg& leg,
                                         SpeechWaitRequest request, Done done)
    : Operation(floor, operations, leg.id), party_(leg), request_(request), done_(std::move(done)) {}

void SpeechWaitOperation::start(OperationHandle self) {
  self_ = self;
  watch_.emplace(floor_, party_);
  began_ = heard_at_ = floor_.loop.clock().now();
  timeout_ = end_after(request_.timeout, SpeechWaitEnd::timeout);
  const bool for_speech = request_.silence == Duration::zero();
  if (for_speech && party_.speaks && !request_.anew) return end(SpeechWaitEnd::heard);
  if (!for_speech && !party_.speaks) silence_ = end_after(request_.silence, SpeechWaitEnd::heard);
}

TimerHandle SpeechWaitOperation::end_after(Duration time, SpeechWaitEnd end) {
  return floor_.loop.after(time, [&operations = operations_, self = self_, end] {
    if (auto* operation = static_cast<SpeechWaitOperation*>(operations.find(self))) operation->end(end);
  });
}

void SpeechWaitOperation::speech_changed(SpeechChange change) {
  // Either is told when it has lasted for so long already.
  if (request_.silence == Duration::zero()) {
    if (change == SpeechChange::ends || (change == SpeechChange::goes_on && request_.anew)) return;
    if (change == SpeechChange::begins) heard_at_ = floor_.loop.clock().now() - shortest_speech;
    return end(SpeechWaitEnd::heard);
  }
  floor_.loop.cancel(silence_);
  if (change != SpeechChange::ends) return;
  heard_at_ = floor_.loop.clock().now() - speech_pause;
  silence_ = end_after(std::max(request_.silence - speech_pause, Duration::zero()), SpeechWaitEnd::heard);
}

void SpeechWaitOperation::cancel() {
  floor_.loop.cancel(timeout_);
  floor_.loop.cancel(silence_);
}

void SpeechWaitOperation::leg_ended(const Release& /*release*/) {
  end(SpeechWaitEnd::hung_up);
}

void SpeechWaitOperation::end(SpeechWaitEnd end) {
  cancel();
  const SpeechWaitOutcome outcome{end, std::max(heard_at_ - began_, Duration::zero())};
  complete([done = std::move(done_), outcome] { done(outcome); });
}

}  // namespace tipring
