#include "adapters/rtp/rtcp_channel.h"

#include <cstddef>
#include <vector>

namespace tipring::rtp {

void RtcpChannel::describe(std::uint16_t port, bool mux) {
  if (port != port_ || mux != mux_) heard_from_ = {};
  port_ = port;
  mux_ = mux;
}

std::optional<RtcpReport> RtcpChannel::take(std::span<const std::uint8_t> bytes, const UdpAddress& source,
                                            const Latch& latch) {
  if (!source.same_host(latch.destination())) return std::nullopt;
  auto report = parse_rtcp(bytes);
  if (report) heard_from_ = source;
  return report;
}

UdpAddress RtcpChannel::destination(const Latch& latch) const {
  UdpAddress address = latch.destination();
  if (mux_) return address;
  if (heard_from_.same_host(address)) return heard_from_;
  // The described port counts only where the peer is where it was described.
  const bool as_described = port_ != 0 && address == latch.described();
  address.set_port(as_described ? port_ : static_cast<std::uint16_t>(address.port() + 1));
  return address;
}

void RtcpChannel::send(const RtcpReport& report, const UdpSocket& shared, const Latch& latch,
                       SecureLine* secure) const {
  const UdpAddress address = destination(latch);
  if (address.port() == 0) return;
  std::vector<std::uint8_t> packet = write_rtcp(report, canonical_name_);
  if (secure != nullptr) {
    const std::size_t size = packet.size();
    packet.resize(size + SecureLine::overhead);
    packet.resize(secure->seal_rtcp(packet, size));
    if (packet.empty()) return;
  }
  (mux_ ? shared : socket_).send(packet, address);
}

}  // namespace tipring::rtp
