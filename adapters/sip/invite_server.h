#pragma once

#include <cstdint>
#include <optional>

#include "adapters/sip/invite_client.h"
#include "runtime/base/clock.h"

namespace tipring::sip {

/// One incoming INVITE, first or later in its dialog, as the transaction user sees it (RFC 3261, sections 13.3
/// and 14.2): from its arrival to the ACK of our 2xx.
class InviteServer {
 public:
  enum class State : std::uint8_t {
    proceeding,      ///< No final response yet.
    accepted,        ///< 2xx sent, its ACK is missing.
    acknowledged,    ///< The ACK came.
    unacknowledged,  ///< The ACK did not come in time.
    refused,         ///< 300 to 699 sent, by us or on CANCEL.
  };

  State state() const { return state_; }

  /// True while a provisional or final response may be given.
  bool open() const { return state_ == State::proceeding; }
  bool awaits_ack() const { return state_ == State::accepted; }

  /// 2xx. Only when open().
  void accept(Instant now);

  /// 300 to 699. Only when open().
  void refuse();

  /// ACK. False when none is awaited: a retransmission.
  bool acknowledge();

  /// The end of waiting for the ACK, by deadline() or told by the transaction. False when none is awaited.
  bool give_up();

  /// When to stop waiting for the ACK.
  std::optional<Instant> deadline() const { return deadline_; }

 private:
  State state_ = State::proceeding;
  std::optional<Instant> deadline_;
};

}  // namespace tipring::sip
