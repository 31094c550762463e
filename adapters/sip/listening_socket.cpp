#include "adapters/sip/listening_socket.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::sip {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;

  sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress address_of(const Endpoint& endpoint) {
  SocketAddress address;
  if (is_ipv6(endpoint.ip)) {
    auto* six = reinterpret_cast<sockaddr_in6*>(&address.storage);
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(endpoint.port);
    inet_pton(AF_INET6, endpoint.ip.c_str(), &six->sin6_addr);
    address.size = sizeof *six;
  } else {
    auto* four = reinterpret_cast<sockaddr_in*>(&address.storage);
    four->sin_family = AF_INET;
    four->sin_port = htons(endpoint.port);
    inet_pton(AF_INET, endpoint.ip.c_str(), &four->sin_addr);
    address.size = sizeof *four;
  }
  return address;
}

bool same_place(SocketAddress& one, SocketAddress& other) {
  if (one.storage.ss_family != other.storage.ss_family) return false;
  if (one.storage.ss_family == AF_INET) {
    const auto* first = reinterpret_cast<const sockaddr_in*>(&one.storage);
    const auto* second = reinterpret_cast<const sockaddr_in*>(&other.storage);
    return first->sin_port == second->sin_port && first->sin_addr.s_addr == second->sin_addr.s_addr;
  }
  const auto* first = reinterpret_cast<const sockaddr_in6*>(&one.storage);
  const auto* second = reinterpret_cast<const sockaddr_in6*>(&other.storage);
  return first->sin6_port == second->sin6_port &&
         std::memcmp(&first->sin6_addr, &second->sin6_addr, sizeof first->sin6_addr) == 0;
}

int option_of(int descriptor, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

// Connections have the address of the socket that took them, but do not listen.
bool listens_at(int descriptor, bool stream, SocketAddress& wanted) {
  if (option_of(descriptor, SO_TYPE) != (stream ? SOCK_STREAM : SOCK_DGRAM)) return false;
  if (stream && option_of(descriptor, SO_ACCEPTCONN) != 1) return false;
  SocketAddress own;
  return getsockname(descriptor, own.data(), &own.size) == 0 && same_place(own, wanted);
}

std::optional<int> descriptor_at(const Endpoint& endpoint) {
  SocketAddress wanted = address_of(endpoint);
  const bool stream = endpoint.transport != "udp";
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", problem)) {
    const std::string name = entry.path().filename();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    if (descriptor >= 0 && listens_at(descriptor, stream, wanted)) return descriptor;
  }
  return std::nullopt;
}

}  // namespace

Error listening_error(const Endpoint& endpoint, int number) {
  const std::string name = to_string(endpoint);
  if (number == EADDRINUSE) return {"address-in-use", name + " is in use by another program", true};
  return {"address-unavailable", "cannot listen at " + name + ": " + std::strerror(number)};
}

Result<void> try_to_listen(const Endpoint& endpoint) {
  SocketAddress address = address_of(endpoint);
  const bool stream = endpoint.transport != "udp";
  const int descriptor =
      socket(address.storage.ss_family, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return listening_error(endpoint, errno);
  // As Sofia does it.
  const int yes = 1;
  if (stream) setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address.storage.ss_family == AF_INET6)
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  const bool bound =
      bind(descriptor, address.data(), address.size) == 0 && (!stream || listen(descriptor, 1) == 0);
  const int number = errno;
  close(descriptor);
  if (!bound) return listening_error(endpoint, number);
  return {};
}

bool stop_listening(const Endpoint& endpoint) {
  const auto descriptor = descriptor_at(endpoint);
  if (!descriptor) return false;
  const int nobody = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (nobody < 0) return false;
  const bool replaced = dup3(nobody, *descriptor, O_CLOEXEC) >= 0;
  close(nobody);
  return replaced;
}

}  // namespace tipring::sip
