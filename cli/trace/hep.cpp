#include "cli/trace/packet.h"

namespace tipring::cli {
namespace {

// "The Hep/EEP protocol", version 3: a chunk has vendor, type and length, the length counting all three.
constexpr std::size_t chunk_head = 6;
constexpr std::size_t packet_head = 6;
constexpr std::size_t longest = 65'507;  // What UDP carries over IPv4.

enum class Chunk : std::uint16_t {
  ip_family = 1,
  ip_protocol = 2,
  ipv4_source = 3,
  ipv4_destination = 4,
  ipv6_source = 5,
  ipv6_destination = 6,
  source_port = 7,
  destination_port = 8,
  seconds = 9,
  microseconds = 10,
  protocol = 11,
  agent = 12,
  payload = 15,
  correlation = 17,
};

void append_chunk(std::string& bytes, Chunk type, std::string_view value) {
  append_u16(bytes, 0);
  append_u16(bytes, static_cast<std::uint16_t>(type));
  append_u16(bytes, static_cast<std::uint16_t>(chunk_head + value.size()));
  bytes += value;
}

void append_byte(std::string& bytes, Chunk type, std::uint8_t value) {
  append_chunk(bytes, type, std::string(1, static_cast<char>(value)));
}

void append_short(std::string& bytes, Chunk type, std::uint16_t value) {
  std::string text;
  append_u16(text, value);
  append_chunk(bytes, type, text);
}

void append_long(std::string& bytes, Chunk type, std::uint32_t value) {
  std::string text;
  append_u32(text, value);
  append_chunk(bytes, type, text);
}

}  // namespace

std::string hep_packet(const Packet& packet) {
  constexpr std::uint8_t sip = 1;
  // As Linux numbers them: AF_INET, AF_INET6.
  constexpr std::uint8_t ipv4 = 2;
  constexpr std::uint8_t ipv6 = 10;
  const bool v6 = packet.from.is_ipv6;
  const auto since = packet.at.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  std::string chunks;
  append_byte(chunks, Chunk::ip_family, v6 ? ipv6 : ipv4);
  append_byte(chunks, Chunk::ip_protocol, packet.by_udp ? 17 : 6);
  append_chunk(chunks, v6 ? Chunk::ipv6_source : Chunk::ipv4_source, packet.from.bytes());
  append_chunk(chunks, v6 ? Chunk::ipv6_destination : Chunk::ipv4_destination, packet.to.bytes());
  append_short(chunks, Chunk::source_port, packet.from.port);
  append_short(chunks, Chunk::destination_port, packet.to.port);
  append_long(chunks, Chunk::seconds, static_cast<std::uint32_t>(seconds.count()));
  append_long(chunks, Chunk::microseconds, static_cast<std::uint32_t>((since - seconds).count()));
  append_byte(chunks, Chunk::protocol, sip);
  append_long(chunks, Chunk::agent, 1);
  if (!packet.call.empty()) append_chunk(chunks, Chunk::correlation, packet.call);
  const std::size_t room = longest - packet_head - chunks.size() - chunk_head;
  append_chunk(chunks, Chunk::payload, std::string_view(packet.payload).substr(0, room));
  std::string bytes = "HEP3";
  append_u16(bytes, static_cast<std::uint16_t>(packet_head + chunks.size()));
  return bytes + chunks;
}

}  // namespace tipring::cli
