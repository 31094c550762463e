#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::http {

struct CircuitBreakerOptions {
  int failures = 5;                                  ///< So many in a row open it.
  Duration first_pause = std::chrono::seconds(10);   ///< How long it then stays open; doubled each time that
  Duration longest_pause = std::chrono::minutes(5);  ///< the request let through fails, up to this.
};

/// Whether a server that has failed is asked again: closed, everybody may ask; open, nobody; half open, one,
/// and what becomes of that decides. Pure: time is passed in.
class CircuitBreaker {
 public:
  enum class State : std::uint8_t { closed, open, half_open };

  /// One request let through. Its end counts only while the state it was let through in lasts.
  struct Pass {
    std::uint64_t period = 0;
  };

  explicit CircuitBreaker(CircuitBreakerOptions options = {}) : options_(options) {}

  /// Nothing: it is not to be asked now.
  std::optional<Pass> admit(Instant now);

  // How a request has ended. True: the breaker has changed, to state().
  bool succeeded(Pass pass);
  bool failed(Pass pass, Instant now);
  /// Neither: it was given up, and says nothing of the server.
  void abandoned(Pass pass);

  State state() const { return state_; }
  /// While open: when it lets one through again.
  Instant opens_until() const { return until_; }
  /// How long it stays open, having just opened.
  Duration pause() const { return pause_; }
  /// It remembers no failure: a new one would do as well.
  bool is_fresh() const { return state_ == State::closed && failures_ == 0; }

 private:
  void open(Instant now, Duration pause);

  CircuitBreakerOptions options_;
  State state_ = State::closed;
  std::uint64_t period_ = 0;  // Moves with every change of state.
  int failures_ = 0;
  bool probing_ = false;
  Duration pause_{};
  Instant until_{};
};

}  // namespace tipring::http
