#include <algorithm>

#include "cli/trace/packet.h"

namespace tipring::cli {
namespace {

// LINKTYPE_RAW: a packet begins with its head of IPv4 or IPv6.
constexpr std::uint32_t link_type = 101;
constexpr std::uint32_t longest_packet = 65'535;
constexpr std::uint8_t udp = 17;
constexpr std::uint8_t hops = 64;
constexpr std::size_t udp_head = 8;
constexpr std::size_t ipv4_head = 20;
constexpr std::size_t ipv6_head = 40;

// RFC 1071.
std::uint16_t checksum_of(std::string_view bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto byte = static_cast<unsigned char>(bytes[at]);
    sum += at % 2 == 0 ? std::uint32_t{byte} << 8U : byte;
  }
  while (sum >> 16U != 0)
    sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

void put_u16(std::string& bytes, std::size_t at, std::uint16_t value) {
  std::string both;
  append_u16(both, value);
  bytes.replace(at, 2, both);
}

// RFC 768; its checksum is of what RFC 768 and RFC 8200, section 8.1, put before it.
std::string datagram_of(const Packet& packet, std::string_view payload) {
  const auto length = static_cast<std::uint16_t>(udp_head + payload.size());
  std::string datagram;
  append_u16(datagram, packet.from.port);
  append_u16(datagram, packet.to.port);
  append_u16(datagram, length);
  append_u16(datagram, 0);
  datagram += payload;
  std::string summed(packet.from.bytes());
  summed += packet.to.bytes();
  append_u32(summed, length);
  append_u32(summed, udp);
  const std::uint16_t sum = checksum_of(summed + datagram);
  put_u16(datagram, 6, sum == 0 ? 0xffff : sum);
  return datagram;
}

std::string ip_head_of(const Packet& packet, std::size_t length) {
  std::string head;
  if (packet.from.is_ipv6) {
    append_u32(head, 0x60000000U);
    append_u16(head, static_cast<std::uint16_t>(length));
    head += {static_cast<char>(udp), static_cast<char>(hops)};
  } else {
    append_u16(head, 0x4500);
    append_u16(head, static_cast<std::uint16_t>(ipv4_head + length));
    append_u32(head, 0x00004000U);  // Don't fragment.
    head += {static_cast<char>(hops), static_cast<char>(udp)};
    append_u16(head, 0);
  }
  head += packet.from.bytes();
  head += packet.to.bytes();
  if (!packet.from.is_ipv6) put_u16(head, 10, checksum_of(head));
  return head;
}

}  // namespace

std::string pcap_head() {
  std::string head;
  append_u32(head, 0xa1b2c3d4U);
  append_u16(head, 2);
  append_u16(head, 4);
  append_u32(head, 0);
  append_u32(head, 0);
  append_u32(head, longest_packet);
  append_u32(head, link_type);
  return head;
}

std::string pcap_packet(const Packet& packet) {
  const std::size_t heads = udp_head + (packet.from.is_ipv6 ? ipv6_head : ipv4_head);
  const std::string_view payload = std::string_view(packet.payload).substr(0, longest_packet - heads);
  const std::string datagram = datagram_of(packet, payload);
  const std::string head = ip_head_of(packet, datagram.size());
  const auto since = packet.at.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  std::string record;
  append_u32(record, static_cast<std::uint32_t>(seconds.count()));
  append_u32(record, static_cast<std::uint32_t>((since - seconds).count()));
  append_u32(record, static_cast<std::uint32_t>(head.size() + datagram.size()));
  append_u32(record, static_cast<std::uint32_t>(heads + packet.payload.size()));
  return record + head + datagram;
}

}  // namespace tipring::cli
