#include "adapters/rtpengine/ng_socket.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/rtpengine/ng_message.h"

namespace tipring::rtpengine {
namespace {

// So many datagrams are taken at once, so that a flood leaves time for all else.
constexpr int most_at_once = 64;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Error bad_address(const std::string& address) {
  return {"bad-address", "\"" + address + "\" is no numeric address with a port such as \"127.0.0.1:2223\""};
}

Result<SocketAddress> parse(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return bad_address(address);
  std::string host = address.substr(0, colon);
  std::uint16_t port = 0;
  const char* const end = address.data() + address.size();
  const auto read = std::from_chars(address.data() + colon + 1, end, port);
  if (read.ec != std::errc{} || read.ptr != end || port == 0) return bad_address(address);
  SocketAddress parsed;
  auto* const ipv4 = reinterpret_cast<sockaddr_in*>(&parsed.storage);
  if (inet_pton(AF_INET, host.c_str(), &ipv4->sin_addr) == 1) {
    ipv4->sin_family = AF_INET;
    ipv4->sin_port = htons(port);
    parsed.size = sizeof(sockaddr_in);
    return parsed;
  }
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return bad_address(address);
  host = host.substr(1, host.size() - 2);
  auto* const ipv6 = reinterpret_cast<sockaddr_in6*>(&parsed.storage);
  if (inet_pton(AF_INET6, host.c_str(), &ipv6->sin6_addr) != 1) return bad_address(address);
  ipv6->sin6_family = AF_INET6;
  ipv6->sin6_port = htons(port);
  parsed.size = sizeof(sockaddr_in6);
  return parsed;
}

class UdpNgSocket final : public NgSocket {
 public:
  explicit UdpNgSocket(int descriptor) : descriptor_(descriptor) {}
  ~UdpNgSocket() override {
    watch_.reset();
    close(descriptor_);
  }
  UdpNgSocket(const UdpNgSocket&) = delete;
  UdpNgSocket& operator=(const UdpNgSocket&) = delete;

  Result<void> open(Reactor& reactor, const SocketAddress& to) {
    // Connected, so that nobody else's datagrams come, and the system tells where nobody listens.
    if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&to.storage), to.size) != 0)
      return Error{"no-sockets", std::string("no way to an rtpengine: ") + std::strerror(errno)};
    auto watch = reactor.watch(descriptor_, Reactor::Interest::readable, [this] { take(); });
    if (!watch) return watch.error();
    watch_ = std::move(watch).value();
    return {};
  }

  void listen(std::function<void(std::string_view)> received, std::function<void()> refused) override {
    received_ = std::move(received);
    refused_ = std::move(refused);
  }

  void send(std::string_view datagram) override {
    // The first may tell of the refusal of one before it, and is not sent then.
    for (int tries = 0; tries < 2; ++tries) {
      if (::send(descriptor_, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0 || errno != ECONNREFUSED)
        return;
    }
  }

 private:
  void take() {
    std::array<char, longest_ng_answer + 1> buffer;  // NOLINT: filled by recv.
    for (int count = 0; count < most_at_once; ++count) {
      const ssize_t size = recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size >= 0) {
        if (received_) received_({buffer.data(), static_cast<std::size_t>(size)});
      } else if (errno == ECONNREFUSED) {
        if (refused_) refused_();
      } else {
        return;
      }
    }
  }

  int descriptor_;
  std::unique_ptr<Reactor::Watch> watch_;
  std::function<void(std::string_view)> received_;
  std::function<void()> refused_;
};

}  // namespace

Result<std::unique_ptr<NgSocket>> open_ng_socket(Reactor& reactor, const std::string& address) {
  const auto to = parse(address);
  if (!to) return to.error();
  const int descriptor = socket(to.value().storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0)
    return Error{"no-sockets", std::string("no socket to an rtpengine: ") + std::strerror(errno)};
  auto opened = std::make_unique<UdpNgSocket>(descriptor);
  if (auto result = opened->open(reactor, to.value()); !result) return result.error();
  return std::unique_ptr<NgSocket>(std::move(opened));
}

}  // namespace tipring::rtpengine
