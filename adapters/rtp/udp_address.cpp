#include "adapters/rtp/udp_address.h"

#include <array>
#include <cstring>

#include <arpa/inet.h>

namespace tipring::rtp {

Result<UdpAddress> UdpAddress::parse(const std::string& ip, std::uint16_t port) {
  UdpAddress address;
  if (inet_pton(AF_INET, ip.c_str(), &address.storage_.v4.sin_addr) == 1) {
    address.storage_.v4.sin_family = AF_INET;
    address.storage_.v4.sin_port = htons(port);
    return address;
  }
  if (inet_pton(AF_INET6, ip.c_str(), &address.storage_.v6.sin6_addr) == 1) {
    address.storage_.v6.sin6_family = AF_INET6;
    address.storage_.v6.sin6_port = htons(port);
    return address;
  }
  return Error{"bad-address", "\"" + ip + "\" is not a numeric IPv4 or IPv6 address", false};
}

std::string UdpAddress::ip() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family() == AF_INET) inet_ntop(AF_INET, &storage_.v4.sin_addr, text.data(), text.size());
  if (family() == AF_INET6) inet_ntop(AF_INET6, &storage_.v6.sin6_addr, text.data(), text.size());
  return text.data();
}

std::uint16_t UdpAddress::port() const {
  return ntohs(family() == AF_INET6 ? storage_.v6.sin6_port : storage_.v4.sin_port);
}

void UdpAddress::set_port(std::uint16_t port) {
  (family() == AF_INET6 ? storage_.v6.sin6_port : storage_.v4.sin_port) = htons(port);
}

bool UdpAddress::same_host(const UdpAddress& other) const {
  if (family() != other.family()) return false;
  if (family() == AF_INET) return storage_.v4.sin_addr.s_addr == other.storage_.v4.sin_addr.s_addr;
  if (family() != AF_INET6) return false;
  return std::memcmp(&storage_.v6.sin6_addr, &other.storage_.v6.sin6_addr, sizeof(in6_addr)) == 0 &&
         storage_.v6.sin6_scope_id == other.storage_.v6.sin6_scope_id;
}

bool operator==(const UdpAddress& a, const UdpAddress& b) {
  if (a.family() != b.family() || a.port() != b.port()) return false;
  return a.same_host(b) || (a.family() != AF_INET && a.family() != AF_INET6);
}

}  // namespace tipring::rtp
