#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tipring::rtp {

/// The fixed header of an RTP packet (RFC 3550, section 5.1), without what we never send: CSRC, extension,
/// padding.
struct RtpHeader {
  bool marker = false;
  std::uint8_t payload_type = 0;  ///< 0 to 127.
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;

  friend bool operator==(const RtpHeader&, const RtpHeader&) = default;
};

/// Comfort noise (RFC 3389, section 4): sent once, or now and then, while somebody does not speak.
constexpr std::uint8_t comfort_noise_type = 13;

constexpr std::size_t rtp_header_size = 12;

/// The largest packet taken: 200 ms of G.711 (RFC 3551, section 4.2) and room for extensions. What is longer is
/// cut by the socket and counted as garbage.
constexpr std::size_t largest_packet = 2048;

/// A packet as received. `payload_offset` is at least rtp_header_size.
struct RtpPacket {
  RtpHeader header;
  std::size_t payload_offset = 0;
  std::size_t payload_size = 0;
};

/// Reads a packet: CSRCs, extension and padding are skipped. Nothing when it is not RTP version 2, when its
/// lengths contradict each other, or when it is RTCP on the same port (RFC 5761, section 4).
std::optional<RtpPacket> parse_packet(std::span<const std::uint8_t> bytes);

/// Writes the header to the first rtp_header_size bytes of `out`.
void write_header(const RtpHeader& header, std::span<std::uint8_t, rtp_header_size> out);

}  // namespace tipring::rtp
