#pragma once

#include <cstddef>

#include "adapters/rtp/udp_address.h"

namespace tipring::rtp {

/// Symmetric RTP (RFC 4961) against address translators: media goes where the peer's media comes from, which
/// may not be where its description said. Because a stranger who guesses a port could use that to draw a call's
/// audio to himself, the destination moves only while the first packets come in, moves once, and the address
/// that was described always has the last word in that time.
///
/// Told only of valid packets: garbage moves nothing.
class Latch {
 public:
  /// Packets from the latched source after which it stays: half a second of them.
  static constexpr std::size_t early_packets = 25;

  /// The peer as described. A new address starts over; the same again changes nothing.
  void describe(const UdpAddress& described);

  /// A valid packet came from `source`. True when it is the peer's: only then may it be heard.
  bool accept(const UdpAddress& source);

  /// The destination moves no more, until the peer is described anew.
  bool settled() const { return state_ == State::settled; }

  /// Family 0 before describe().
  const UdpAddress& described() const { return described_; }

  /// Where to send. Family 0 before describe().
  const UdpAddress& destination() const { return destination_; }

 private:
  enum class State { waiting, early, settled };

  UdpAddress described_;
  UdpAddress destination_;
  State state_ = State::waiting;
  std::size_t heard_ = 0;
};

}  // namespace tipring::rtp
