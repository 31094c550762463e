#include "adapters/sip/registration_client.h"

#include <algorithm>
#include <cassert>

namespace tipring::sip {
namespace {

using std::chrono::milliseconds;

// A span between `low` and `high` per cent of `time`, so that not all who lost a registrar come back at once.
Duration part_of(Duration time, int low, int high, Chance& chance) {
  const auto whole = std::chrono::duration_cast<milliseconds>(time).count();
  return milliseconds(whole * chance.between(low, high) / 100);
}

}  // namespace

void RegistrationClient::start() {
  assert(state_ == State::off);
  renew();
}

void RegistrationClient::renew() {
  state_ = State::registering;
  due_.reset();
}

void RegistrationClient::succeeded(Duration granted, Instant now, Chance& chance) {
  if (state_ == State::leaving) {
    state_ = State::off;
    held_until_.reset();
    return;
  }
  state_ = State::registered;
  failures_ = 0;
  held_until_ = now + granted;
  due_ = now + std::max<Duration>(part_of(granted, 75, 90, chance), std::chrono::seconds(1));
}

void RegistrationClient::failed(std::optional<Duration> retry_after, Instant now, Chance& chance) {
  if (state_ == State::leaving) {
    state_ = State::off;
    held_until_.reset();
    return;
  }
  state_ = State::waiting;
  Duration wait = settings_.first_retry;
  for (int failure = 0; failure < failures_ && wait < settings_.longest_retry; ++failure)
    wait *= 2;
  ++failures_;
  wait = part_of(std::min(wait, settings_.longest_retry), 50, 100, chance);
  due_ = now + std::max(wait, std::min(retry_after.value_or(Duration::zero()), settings_.longest_retry));
}

bool RegistrationClient::too_brief(Duration shortest) {
  constexpr Duration longest = std::chrono::hours(24);
  if (state_ != State::registering || shortest <= asked_ || shortest > longest) return false;
  asked_ = shortest;
  return true;
}

bool RegistrationClient::leave(Instant now) {
  const bool held = holds(now) || state_ == State::registering;
  due_.reset();
  state_ = held ? State::leaving : State::off;
  return held;
}

}  // namespace tipring::sip
