#include "adapters/sip/offer_client.h"

#include <cassert>

namespace tipring::sip {
namespace {

// A peer that answers 491 for ever is no glare.
constexpr int most_tries = 5;

constexpr Duration longest_wait = std::chrono::minutes{3};

}  // namespace

void OfferClient::want() {
  assert(state_ != State::sent && "one offer at a time");
  if (state_ == State::wanted) return;
  state_ = State::wanted;
  tries_ = 0;
}

void OfferClient::wait_is_over(Instant now) {
  if (not_before_ && *not_before_ <= now) not_before_.reset();
}

void OfferClient::sent(Instant now) {
  assert(due() && "nothing to send");
  give_up_ = now + longest_wait;
  state_ = State::sent;
  ++tries_;
}

OfferClient::Outcome OfferClient::responded(int status, Instant now, Duration back_off) {
  assert(state_ == State::sent && "a response to nothing");
  if (status == 491 && tries_ < most_tries) {
    state_ = State::wanted;
    not_before_ = now + back_off;
    return Outcome::again;
  }
  state_ = State::idle;
  if (status < 300) return Outcome::accepted;
  return status == 408 || status == 481 ? Outcome::gone : Outcome::refused;
}

std::optional<Instant> OfferClient::deadline() const {
  if (state_ == State::sent) return give_up_;
  return state_ == State::wanted ? not_before_ : std::nullopt;
}

Duration back_off_after_glare(bool owns_call_id, double chance) {
  constexpr Duration step = std::chrono::milliseconds{10};
  // 210 to 400 steps, or none to 200.
  const int lowest = owns_call_id ? 210 : 0;
  const int highest = owns_call_id ? 400 : 200;
  return step * (lowest + static_cast<int>(chance * (highest - lowest + 1)));
}

}  // namespace tipring::sip
