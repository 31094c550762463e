#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// 64 times T1: how long one side waits for the other's part of an INVITE (RFC 3261, section 17 and table 4).
constexpr Duration invite_patience = std::chrono::seconds{32};

/// One outgoing INVITE as the transaction user sees it (RFC 3261, sections 9.1 and 13.2), from sending it to
/// its final response.
class InviteClient {
 public:
  enum class State : std::uint8_t {
    calling,     ///< Sent, nothing heard.
    proceeding,  ///< A provisional response came.
    cancelling,  ///< Cancelled by us; the final response is still to come.
    succeeded,   ///< 2xx.
    failed,      ///< 300 to 699, or none in time.
  };

  State state() const { return state_; }
  bool waiting() const { return state_ == State::calling || state_ == State::proceeding; }
  bool done() const { return state_ == State::succeeded || state_ == State::failed; }

  /// 1xx. Without effect once cancelled or done.
  void provisional();

  /// What a 2xx means.
  enum class Success : std::uint8_t {
    accepted,   ///< The call is answered.
    too_late,   ///< It crossed our CANCEL: to be acknowledged and ended by BYE (RFC 3261, section 9.1).
    duplicate,  ///< Of an INVITE that is done already.
  };
  Success success();

  /// A final response of 300 to 699 or the end of waiting. False when the INVITE is done already.
  bool failure();

  /// To be called when CANCEL is sent. Not when done().
  void cancel(Instant now);

  /// After a CANCEL: when to stop waiting for the final response.
  std::optional<Instant> deadline() const { return deadline_; }

 private:
  State state_ = State::calling;
  std::optional<Instant> deadline_;
};

}  // namespace tipring::sip
