#include "tests/wire/kit/netstring_socket.h"

#include <array>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::wire {

NetstringSocket::NetstringSocket(std::uint16_t port)
    : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(descriptor_);
    descriptor_ = -1;
  }
}

NetstringSocket::~NetstringSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

void NetstringSocket::write(const std::string& text) {
  const std::string framed = std::to_string(text.size()) + ":" + text + ",";
  std::size_t sent = 0;
  while (sent < framed.size()) {
    const auto count = send(descriptor_, framed.data() + sent, framed.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

std::optional<std::string> NetstringSocket::take() {
  const auto colon = received_.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::size_t length = std::strtoul(received_.c_str(), nullptr, 10);
  if (received_.size() < colon + length + 2) return std::nullopt;
  std::string text = received_.substr(colon + 1, length);
  received_.erase(0, colon + length + 2);
  return text;
}

std::optional<std::string> NetstringSocket::read(std::chrono::milliseconds time) {
  for (;;) {
    if (auto text = take()) return text;
    pollfd watched{descriptor_, POLLIN, 0};
    if (poll(&watched, 1, static_cast<int>(time.count())) <= 0) return std::nullopt;
    std::array<char, 4096> bytes{};
    const auto count = recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return std::nullopt;
    received_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace tipring::wire
