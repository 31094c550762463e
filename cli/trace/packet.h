#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// Where a packet comes from or goes to.
struct PacketAddress {
  bool is_ipv6 = false;
  std::array<std::uint8_t, 16> ip{};  ///< In the order of the network; IPv4 has the first four.
  std::uint16_t port = 0;

  /// `ip` as bytes: four or sixteen.
  std::string_view bytes() const { return {reinterpret_cast<const char*>(ip.data()), is_ipv6 ? 16U : 4U}; }
  friend bool operator==(const PacketAddress&, const PacketAddress&) = default;
};

/// Reads "192.0.2.1:5060" and "[2001:db8::1]:5060". Nothing for anything else.
std::optional<PacketAddress> parse_packet_address(std::string_view text);

/// A SIP message as a packet on a wire.
struct Packet {
  UtcTime at{};
  PacketAddress from{};
  PacketAddress to{};
  bool by_udp = true;  ///< Else by TCP or TLS.
  std::string call{};  ///< Id of the call it belongs to; may be empty.
  std::string payload{};
};

/// The packet of a record of `sip.trace`. Nothing where the record lacks what a packet needs.
std::optional<Packet> packet_of(const Json& record);

/// Appends `value` in the order of the network.
void append_u16(std::string& bytes, std::uint16_t value);
void append_u32(std::string& bytes, std::uint32_t value);

/// The pcap file that any analyser opens: its head, which comes once, and a packet
/// (draft-ietf-opsawg-pcap). Packets have made-up heads of IP and UDP, also where they came by TCP or TLS; what
/// is longer than UDP can carry is cut, and the length before it told.
std::string pcap_head();
std::string pcap_packet(const Packet& packet);

/// The packet for a collector such as Homer, by HEP version 3.
std::string hep_packet(const Packet& packet);

}  // namespace tipring::cli
