#include "cli/trace/collector.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

struct AddressesDeleter {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};

}  // namespace

Result<Collector> Collector::at(const std::string& address) {
  const auto colon = address.rfind(':');
  const bool has_both = colon != std::string::npos && colon > 0 && colon + 1 < address.size();
  if (!has_both)
    return Error{"usage", "'" + address + "' is no HOST:PORT such as homer.example.org:9060", false};
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host.c_str(), address.substr(colon + 1).c_str(), &hints, &found);
  if (failed != 0) return Error{"unreachable", "'" + address + "' is not found: " + gai_strerror(failed), true};
  const std::unique_ptr<addrinfo, AddressesDeleter> addresses(found);
  for (const addrinfo* each = addresses.get(); each != nullptr; each = each->ai_next) {
    Collector collector(socket(each->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (collector.descriptor_ >= 0 && connect(collector.descriptor_, each->ai_addr, each->ai_addrlen) == 0)
      return collector;
  }
  return Error{"unreachable", "no way leads to '" + address + "': " + std::strerror(errno), true};
}

Collector::Collector(Collector&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Collector::~Collector() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<void> Collector::send(std::string_view packet) {
  // A collector that is not there for a while (ECONNREFUSED) misses something; the trace goes on.
  if (::send(descriptor_, packet.data(), packet.size(), MSG_NOSIGNAL) >= 0 || errno == ECONNREFUSED) return {};
  return Error{"io-error", std::string("the collector cannot be sent to: ") + std::strerror(errno), true};
}

}  // namespace tipring::cli
