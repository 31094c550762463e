#include "runtime/contact/send_digits.h"

#include <utility>

#include "runtime/contact/leg.h"

namespace tipring {

SendDigitsOperation::SendDigitsOperation(FloorContext& floor, Operations& operations, Leg& leg,
                                         std::string digits, Done done)
    : Operation(floor, operations, leg.id), digits_(std::move(digits)), done_(std::move(done)) {}

void SendDigitsOperation::start(OperationHandle self) {
  self_ = self;
  floor_.outbox.add(
      [&media = floor_.media, leg = leg_, self, digits = digits_] { media.send_digits(leg, self, digits); });
}

void SendDigitsOperation::cancel() {
  floor_.outbox.add([&media = floor_.media, leg = leg_, self = self_] { media.stop_digits(leg, self); });
}

void SendDigitsOperation::leg_ended(const Release& /*release*/) {
  complete([done = std::move(done_)] { done(false); });
}

void SendDigitsOperation::digits_sent() {
  complete([done = std::move(done_)] { done(true); });
}

}  // namespace tipring
