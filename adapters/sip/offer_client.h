#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// Our own re-INVITEs in an established call (RFC 3261, section 14.1), one at a time: held back while the call
/// cannot take one, tried again after glare. Without messages and sockets: the owner sends when due() and feeds
/// in the final response.
class OfferClient {
 public:
  enum class State : std::uint8_t {
    idle,    ///< Nothing to offer.
    wanted,  ///< To be sent as soon as the call can take it.
    sent,    ///< Waits for its final response.
  };

  State state() const { return state_; }

  /// There is something to offer. Not while one is sent.
  void want();

  /// True when it is to be sent now, if the call can take it.
  bool due() const { return state_ == State::wanted && !not_before_; }
  /// Ends a back-off whose time has come.
  void wait_is_over(Instant now);
  void sent(Instant now);
  /// True when the peer, which has said that it is at it, has not answered for so long that it is gone: it may
  /// take as long as a proxy waits for it (timer C, RFC 3261, section 16.6).
  bool overdue(Instant now) const { return state_ == State::sent && give_up_ <= now; }

  /// What a final response means.
  enum class Outcome : std::uint8_t {
    accepted,
    refused,  ///< The call goes on as it was.
    again,    ///< Glare: due() once more after the back-off.
    gone,     ///< The peer knows the call no more, or is silent: the call is over (RFC 3261, section 14.1).
  };
  /// `back_off`: of glare, by back_off_after_glare().
  Outcome responded(int status, Instant now, Duration back_off);

  /// The end of the call.
  void withdraw() { *this = {}; }

  /// When wait_is_over() is to be called, or overdue() asked.
  std::optional<Instant> deadline() const;

 private:
  State state_ = State::idle;
  std::optional<Instant> not_before_;
  Instant give_up_{};
  int tries_ = 0;
};

/// How long to wait after a 491: the side that made up the Call-ID 2.1 to 4 s, the other up to 2 s, in steps of
/// 10 ms (RFC 3261, section 14.1). `chance`: uniform in [0, 1).
Duration back_off_after_glare(bool owns_call_id, double chance);

}  // namespace tipring::sip
