#include "tests/wire/kit/ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::wire {
namespace {

// The port bound, or 0 when it is taken; `port` 0 takes any.
std::uint16_t try_bind(const std::string& transport, const std::string& ip, std::uint16_t port) {
  const int descriptor = socket(AF_INET, transport == "udp" ? SOCK_DGRAM : SOCK_STREAM, 0);
  sockaddr_in address = loopback(port);
  inet_pton(AF_INET, ip.c_str(), &address.sin_addr);
  socklen_t size = sizeof address;
  std::uint16_t bound = 0;
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    bound = ntohs(address.sin_port);
  }
  close(descriptor);
  return bound;
}

}  // namespace

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port(const std::string& transport, const std::string& ip) {
  return try_bind(transport, ip, 0);
}

bool port_is_bound(const std::string& transport, std::uint16_t port, const std::string& ip) {
  return try_bind(transport, ip, port) == 0;
}

}  // namespace tipring::wire
