#include "adapters/sip/offer_answer.h"

#include <cassert>

namespace tipring::sip {

OfferAnswer::Role OfferAnswer::send() {
  assert(state_ != State::offered_by_us && "one offer at a time");
  if (state_ == State::offered_by_peer) {
    state_ = State::idle;
    ++exchanges_;
    return Role::answer;
  }
  state_ = State::offered_by_us;
  return Role::offer;
}

OfferAnswer::Received OfferAnswer::receive() {
  switch (state_) {
    case State::offered_by_us:
      state_ = State::idle;
      ++exchanges_;
      return Received::answer;
    case State::idle:
      state_ = State::offered_by_peer;
      return Received::offer;
    case State::offered_by_peer:
      return Received::glare;
  }
  return Received::glare;
}

void OfferAnswer::withdraw() {
  state_ = State::idle;
}

}  // namespace tipring::sip
