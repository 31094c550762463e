#include "runtime/contact/talk.h"

#include <utility>

namespace tipring {

TalkOperation::TalkOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& customer, Leg& party,
                             Done done)
    : Operation(floor, operations, customer.id),
      legs_(legs),
      customer_(customer),
      party_(party.id),
      done_(std::move(done)) {
  outcome_.answered = true;
  outcome_.answered_by = party.peer.uri;
}

void TalkOperation::start(OperationHandle self) {
  self_ = self;
  began_ = floor_.loop.clock().now();
  legs_.find(party_)->placed_by = self;
}

void TalkOperation::target_ended(Leg& /*target*/) {
  end();
}

void TalkOperation::target_taken(Leg& /*target*/) {
  end();
}

void TalkOperation::stop() {
  legs_.unbridge(customer_);
  if (Leg* party = legs_.find(party_)) {
    party->placed_by = {};
    legs_.release(*party, {.by = Release::By::local});
  }
}

void TalkOperation::cancel() {
  stop();
}

void TalkOperation::leg_ended(const Release& /*release*/) {
  stop();
  end();
}

void TalkOperation::end() {
  outcome_.talked = floor_.loop.clock().now() - began_;
  complete([done = std::move(done_), outcome = std::move(outcome_)] { done(outcome); });
}

}  // namespace tipring
