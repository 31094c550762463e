#include "adapters/sip/local_addresses.h"

#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::sip {
namespace {

std::string text_of(const sockaddr* address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address->sa_family == AF_INET) {
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, text, sizeof text);
  }
  return text;
}

bool is_link_local(const sockaddr* address) {
  return address->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LINKLOCAL(&reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr);
}

socklen_t fill(const std::string& ip, sockaddr_storage& storage) {
  auto* four = reinterpret_cast<sockaddr_in*>(&storage);
  if (inet_pton(AF_INET, ip.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(5060);
    return sizeof *four;
  }
  auto* six = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET6, ip.c_str(), &six->sin6_addr) != 1) return 0;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(5060);
  return sizeof *six;
}

}  // namespace

std::vector<std::string> local_addresses(bool ipv6) {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(first, freeifaddrs);
  std::vector<std::string> addresses;
  std::vector<std::string> loopback;
  for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) continue;
    if (one->ifa_addr->sa_family != (ipv6 ? AF_INET6 : AF_INET) || is_link_local(one->ifa_addr)) continue;
    auto& list = (one->ifa_flags & IFF_LOOPBACK) != 0 ? loopback : addresses;
    list.push_back(text_of(one->ifa_addr));
  }
  addresses.insert(addresses.end(), loopback.begin(), loopback.end());
  return addresses;
}

std::string address_towards(const std::string& remote_ip) {
  sockaddr_storage storage{};
  const socklen_t size = fill(remote_ip, storage);
  if (size == 0) return {};
  // Connecting a datagram socket sends nothing; it only makes the system choose a route.
  const int descriptor = socket(storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return {};
  std::string own;
  sockaddr_storage local{};
  socklen_t local_size = sizeof local;
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&storage), size) == 0 &&
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&local), &local_size) == 0) {
    own = text_of(reinterpret_cast<const sockaddr*>(&local));
  }
  close(descriptor);
  return own;
}

}  // namespace tipring::sip
