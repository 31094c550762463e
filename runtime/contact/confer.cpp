#include "runtime/contact/confer.h"

#include <utility>

namespace tipring {

std::string_view to_string(ConferEnd end) {
  switch (end) {
    case ConferEnd::left:
      return "left";
    case ConferEnd::connected:
      return "connected";
    case ConferEnd::hung_up:
      return "hung-up";
  }
  return "";
}

ConferOperation::ConferOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& leg,
                                 ConferRequest request, Done done)
    : Operation(floor, operations, leg.id),
      legs_(legs),
      party_(leg),
      request_(std::move(request)),
      done_(std::move(done)) {}

void ConferOperation::start(OperationHandle self) {
  self_ = self;
  joined_ = floor_.loop.clock().now();
  auto taken_out = [&operations = operations_, self](std::string_view why) {
    if (auto* confer = static_cast<ConferOperation*>(operations.find(self)))
      confer->end(why == to_string(ConferEnd::connected) ? ConferEnd::connected : ConferEnd::left);
  };
  legs_.join(party_, request_.name, request_.part, std::move(taken_out));
}

void ConferOperation::cancel() {
  legs_.conferences().leave(party_, party_.live() ? "left" : "hung-up");
}

void ConferOperation::leg_ended(const Release& /*release*/) {
  end(ConferEnd::hung_up);
}

bool ConferOperation::digit(char digit) {
  if (request_.ends.find(digit) != std::string::npos) {
    legs_.conferences().take_out(party_, "left");
    return true;
  }
  if (request_.mutes.find(digit) == std::string::npos) return false;
  // It is in the conference as long as this goes on.
  static_cast<void>(legs_.conferences().mute(party_, !party_.muted));
  return true;
}

void ConferOperation::end(ConferEnd end) {
  const Duration stayed = floor_.loop.clock().now() - joined_;
  complete([done = std::move(done_), outcome = ConferOutcome{end, stayed}] { done(outcome); });
}

}  // namespace tipring
