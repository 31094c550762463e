#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "adapters/rtp/latch.h"
#include "adapters/rtp/rtcp.h"
#include "adapters/rtp/rtcp_session.h"
#include "adapters/rtp/secure_line.h"
#include "adapters/rtp/udp_socket.h"

namespace tipring::rtp {

/// The way of one leg's reports: on a port of their own beside that of RTP (RFC 3550, section 11), or on the
/// same (RFC 5761).
class RtcpChannel {
 public:
  /// `canonical_name`: the same for the life of the leg, and nobody else's (RFC 7022).
  RtcpChannel(UdpSocket socket, const RtcpSession& session, std::string canonical_name)
      : socket_(std::move(socket)), session_(session), canonical_name_(std::move(canonical_name)) {}

  /// The port of their own.
  const UdpSocket& socket() const { return socket_; }
  RtcpSession& session() { return session_; }
  const RtcpSession& session() const { return session_; }

  /// Where the peer takes reports: `port` 0 is the one above that of RTP. `mux`: they go where RTP goes.
  void describe(std::uint16_t port, bool mux);

  /// A report from the peer, wherever it came in. Nothing for what is none, or another's: only the host that
  /// RTP goes to is believed.
  std::optional<RtcpReport> take(std::span<const std::uint8_t> bytes, const UdpAddress& source,
                                 const Latch& latch);

  /// `shared`: the socket of RTP. `secure`: null where packets go as they are.
  void send(const RtcpReport& report, const UdpSocket& shared, const Latch& latch, SecureLine* secure) const;

 private:
  UdpAddress destination(const Latch& latch) const;

  UdpSocket socket_;
  RtcpSession session_;
  std::string canonical_name_;
  std::uint16_t port_ = 0;
  bool mux_ = false;
  UdpAddress heard_from_;  // Family 0: nothing has come. An address translator may have moved it.
};

}  // namespace tipring::rtp
