#include "runtime/contact/hold.h"

#include <string>
#include <utility>

namespace tipring {

HoldOperation::HoldOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& leg, bool on,
                             Done done)
    : Operation(floor, operations, leg.id), legs_(legs), held_(leg), on_(on), done_(std::move(done)) {}

void HoldOperation::start(OperationHandle self) {
  self_ = self;
  const auto direction = on_ ? MediaDirection::send_only : MediaDirection::send_receive;
  if (auto offered = legs_.offer(held_, direction); !offered) end(offered.error());
}

void HoldOperation::leg_ended(const Release& /*release*/) {
  end(Error{"hung-up", "the call ended"});
}

void HoldOperation::offer_ended(int status) {
  if (status == 0) return end(std::nullopt);
  end(Error{"refused", "the phone refused the change with " + std::to_string(status)});
}

void HoldOperation::end(std::optional<Error> failure) {
  complete([done = std::move(done_), failure = std::move(failure)] { done(failure); });
}

}  // namespace tipring
