#include "cli/trace/packet.h"

#include <charconv>

#include <arpa/inet.h>

namespace tipring::cli {
namespace {

int digit_of(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

std::optional<std::string> bytes_of(std::string_view hexadecimal) {
  if (hexadecimal.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t at = 0; at < hexadecimal.size(); at += 2) {
    const int high = digit_of(hexadecimal[at]);
    const int low = digit_of(hexadecimal[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

std::string text_at(const Json& record, const char* key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<PacketAddress> parse_packet_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  PacketAddress address;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
  std::string host(text.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) {
    address.is_ipv6 = true;
    host = host.substr(1, host.size() - 2);
  }
  if (inet_pton(address.is_ipv6 ? AF_INET6 : AF_INET, host.c_str(), address.ip.data()) != 1)
    return std::nullopt;
  return address;
}

std::optional<Packet> packet_of(const Json& record) {
  const auto local = parse_packet_address(text_at(record, "local"));
  const auto peer = parse_packet_address(text_at(record, "peer"));
  const auto at = record.find("at");
  if (!local || !peer || local->is_ipv6 != peer->is_ipv6 || at == record.end() || !at->is_number_integer())
    return std::nullopt;
  Packet packet;
  packet.at = UtcTime(Duration(at->get<std::int64_t>()));
  const bool sent = text_at(record, "direction") == "sent";
  packet.from = sent ? *local : *peer;
  packet.to = sent ? *peer : *local;
  packet.by_udp = text_at(record, "transport") == "udp";
  packet.call = text_at(record, "call");
  packet.payload = text_at(record, "message");
  if (const auto exact = bytes_of(text_at(record, "bytes")); exact && !exact->empty()) packet.payload = *exact;
  return packet;
}

void append_u16(std::string& bytes, std::uint16_t value) {
  bytes += {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}

void append_u32(std::string& bytes, std::uint32_t value) {
  append_u16(bytes, static_cast<std::uint16_t>(value >> 16U));
  append_u16(bytes, static_cast<std::uint16_t>(value & 0xffffU));
}

}  // namespace tipring::cli
