#pragma once

#include <array>
#include <cerrno>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::sip {

/// A connection of which a test writes each byte.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~RawConnection() { close(descriptor_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void send(const std::string& text) const {
    EXPECT_EQ(::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  /// As much as goes at once; nothing where the peer has closed.
  std::optional<std::size_t> send_some(const std::string& text) const {
    const auto sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return std::nullopt;
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  /// What has come so far.
  std::string read() {
    std::array<char, 65536> buffer{};
    for (;;) {
      const auto size = recv(descriptor_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size <= 0) return got_;
      got_.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }
  /// The peer has closed it, or reset it.
  bool is_closed() const {
    char byte = 0;
    const auto size = recv(descriptor_, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
  }
  void end_sending() const { shutdown(descriptor_, SHUT_WR); }
  /// Closes by RST instead of FIN.
  void reset() {
    const linger now{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(descriptor_);
    descriptor_ = socket(AF_INET, SOCK_STREAM, 0);
  }

 private:
  int descriptor_;
  std::string got_;
};

/// A request of request_of(), as it goes over a connection.
inline std::string over_tcp(std::string request) {
  request.replace(request.find("SIP/2.0/UDP"), 11, "SIP/2.0/TCP");
  return request;
}

}  // namespace tipring::sip
