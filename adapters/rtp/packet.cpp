#include "adapters/rtp/packet.h"

namespace tipring::rtp {
namespace {

std::uint32_t read_16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return (std::uint32_t{bytes[at]} << 8U) | bytes[at + 1];
}

std::uint32_t read_32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return (read_16(bytes, at) << 16U) | read_16(bytes, at + 2);
}

}  // namespace

std::optional<RtpPacket> parse_packet(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < rtp_header_size || bytes[0] >> 6U != 2) return std::nullopt;
  // RTCP's packet types 192 to 223 read as payload types 64 to 95 with the marker bit.
  if (bytes[1] >= 192 && bytes[1] <= 223) return std::nullopt;
  const bool padded = (bytes[0] & 0x20U) != 0;
  const bool extended = (bytes[0] & 0x10U) != 0;
  std::size_t offset = rtp_header_size + 4 * static_cast<std::size_t>(bytes[0] & 0x0fU);
  if (extended) {
    if (offset + 4 > bytes.size()) return std::nullopt;
    offset += 4 + 4 * static_cast<std::size_t>(read_16(bytes, offset + 2));
  }
  if (offset > bytes.size()) return std::nullopt;
  std::size_t size = bytes.size() - offset;
  if (padded) {
    const std::size_t padding = bytes.back();
    if (padding == 0 || padding > size) return std::nullopt;
    size -= padding;
  }
  RtpPacket packet;
  packet.header.marker = (bytes[1] & 0x80U) != 0;
  packet.header.payload_type = bytes[1] & 0x7fU;
  packet.header.sequence = static_cast<std::uint16_t>(read_16(bytes, 2));
  packet.header.timestamp = read_32(bytes, 4);
  packet.header.ssrc = read_32(bytes, 8);
  packet.payload_offset = offset;
  packet.payload_size = size;
  return packet;
}

void write_header(const RtpHeader& header, std::span<std::uint8_t, rtp_header_size> out) {
  const auto byte = [](std::uint32_t value, unsigned shift) {
    return static_cast<std::uint8_t>(value >> shift);
  };
  out[0] = 0x80;
  out[1] = static_cast<std::uint8_t>((header.marker ? 0x80U : 0U) | (header.payload_type & 0x7fU));
  out[2] = byte(header.sequence, 8);
  out[3] = byte(header.sequence, 0);
  for (unsigned i = 0; i < 4; ++i) {
    out[4 + i] = byte(header.timestamp, 24 - 8 * i);
    out[8 + i] = byte(header.ssrc, 24 - 8 * i);
  }
}

}  // namespace tipring::rtp
