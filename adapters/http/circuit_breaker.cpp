#include "adapters/http/circuit_breaker.h"

#include <algorithm>

namespace tipring::http {

std::optional<CircuitBreaker::Pass> CircuitBreaker::admit(Instant now) {
  if (state_ == State::open) {
    if (now < until_) return std::nullopt;
    state_ = State::half_open;
    ++period_;
    probing_ = false;
  }
  if (state_ == State::half_open) {
    if (probing_) return std::nullopt;
    probing_ = true;
  }
  return Pass{period_};
}

bool CircuitBreaker::succeeded(Pass pass) {
  if (pass.period != period_) return false;
  failures_ = 0;
  if (state_ != State::half_open) return false;
  state_ = State::closed;
  ++period_;
  return true;
}

bool CircuitBreaker::failed(Pass pass, Instant now) {
  if (pass.period != period_) return false;
  if (state_ == State::half_open) {
    open(now, std::min(pause_ * 2, options_.longest_pause));
    return true;
  }
  if (++failures_ < options_.failures) return false;
  open(now, options_.first_pause);
  return true;
}

void CircuitBreaker::abandoned(Pass pass) {
  if (pass.period == period_) probing_ = false;
}

void CircuitBreaker::open(Instant now, Duration pause) {
  state_ = State::open;
  ++period_;
  failures_ = 0;
  pause_ = pause;
  until_ = now + pause;
}

}  // namespace tipring::http
