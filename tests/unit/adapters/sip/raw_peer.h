#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/ports/reactor.h"

namespace tipring::sip {

/// A peer that is no user agent: a UDP socket of which a test writes and reads each byte.
class RawPeer {
 public:
  explicit RawPeer(Reactor& reactor) : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address = loopback(0);
    EXPECT_EQ(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    EXPECT_EQ(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    watch_ = reactor.watch(descriptor_, Reactor::Interest::readable, [this] { take(); }).value();
  }
  ~RawPeer() {
    watch_.reset();
    close(descriptor_);
  }
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  void send(std::uint16_t port, const std::string& text) const {
    const sockaddr_in to = loopback(port);
    EXPECT_EQ(
        sendto(descriptor_, text.data(), text.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to),
        static_cast<ssize_t>(text.size()));
  }

  std::string at() const { return "127.0.0.1:" + std::to_string(port_); }

  /// How many messages came whose first line starts with `start`.
  std::size_t count(const std::string& start) const {
    std::size_t found = 0;
    for (const auto& message : received)
      found += message.starts_with(start) ? 1 : 0;
    return found;
  }
  bool heard(const std::string& start) const { return count(start) > 0; }
  /// The first such message; empty when there is none.
  std::string message(const std::string& start) const {
    for (const auto& message : received) {
      if (message.starts_with(start)) return message;
    }
    return {};
  }

  /// All that has come since, with the ports it came from.
  std::vector<std::pair<std::uint16_t, std::string>> take_with_ports() {
    received.clear();
    return std::exchange(with_ports_, {});
  }

  std::vector<std::string> received;

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  void take() {
    std::array<char, 65536> buffer{};
    for (;;) {
      sockaddr_in from{};
      socklen_t length = sizeof from;
      const auto size =
          recvfrom(descriptor_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
      if (size < 0) return;
      received.emplace_back(buffer.data(), static_cast<std::size_t>(size));
      with_ports_.emplace_back(ntohs(from.sin_port), received.back());
    }
  }

  int descriptor_;
  std::uint16_t port_ = 0;
  std::vector<std::pair<std::uint16_t, std::string>> with_ports_;
  std::unique_ptr<Reactor::Watch> watch_;
};

/// Value of the first header field `name` of a message; empty when there is none.
inline std::string header_of(const std::string& message, const std::string& name) {
  const auto at = message.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 4;
  return message.substr(start, message.find("\r\n", start) - start);
}

/// The response to a request that a RawPeer received.
inline std::string response_to(const std::string& request, const std::string& status_line,
                               const std::string& tag, const std::string& headers = {},
                               const std::string& body = {}) {
  const std::string to = header_of(request, "To");
  return "SIP/2.0 " + status_line + "\r\nVia: " + header_of(request, "Via") +
         "\r\nFrom: " + header_of(request, "From") + "\r\nTo: " + to +
         (tag.empty() || to.find(";tag=") != std::string::npos ? "" : ";tag=" + tag) +
         "\r\nCall-ID: " + header_of(request, "Call-ID") + "\r\nCSeq: " + header_of(request, "CSeq") + "\r\n" +
         headers + (body.empty() ? "" : "Content-Type: application/sdp\r\n") +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A request of a RawPeer; each with a transaction of its own.
inline std::string request_of(const RawPeer& peer, const std::string& method, const std::string& uri,
                              const std::string& to, std::uint32_t cseq, const std::string& headers = {},
                              const std::string& body = {}) {
  return method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + peer.at() + ";branch=z9hG4bK" + method +
         std::to_string(cseq) + "\r\nMax-Forwards: 70\r\nFrom: <sip:raw@" + peer.at() +
         ">;tag=rawtag\r\nTo: " + to + "\r\nCall-ID: raw-call@127.0.0.1\r\nCSeq: " + std::to_string(cseq) +
         " " + method + "\r\nContact: <sip:raw@" + peer.at() + ">\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline std::string raw_sdp(std::uint16_t port) {
  return "v=0\r\no=raw 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
         std::to_string(port) + " RTP/AVP 0\r\n";
}

}  // namespace tipring::sip
