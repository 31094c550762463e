#pragma once

#include <cstdint>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

#include "runtime/base/result.h"
#include "runtime/ports/session_description.h"

namespace tipring::rtp {

/// A numeric IPv4 or IPv6 address and a UDP port, in the form the socket calls take.
class UdpAddress {
 public:
  UdpAddress() = default;

  /// Fails with "bad-address" when `ip` is not numeric.
  static Result<UdpAddress> parse(const std::string& ip, std::uint16_t port);
  static Result<UdpAddress> parse(const MediaAddress& address) { return parse(address.ip, address.port); }

  std::string ip() const;
  std::uint16_t port() const;
  void set_port(std::uint16_t port);
  int family() const { return storage_.any.sa_family; }

  /// The same address, whatever the port. An address without a family is nobody's.
  bool same_host(const UdpAddress& other) const;

  const sockaddr* data() const { return &storage_.any; }
  sockaddr* data() { return &storage_.any; }
  socklen_t size() const { return family() == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }
  static constexpr socklen_t capacity() { return sizeof(sockaddr_in6); }

  friend bool operator==(const UdpAddress& a, const UdpAddress& b);

 private:
  union Storage {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
  };
  Storage storage_{.v6 = {}};
};

}  // namespace tipring::rtp
