#include "tests/wire/kit/raw_socket.h"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {

RawSocket::RawSocket(const std::string& transport, std::uint16_t port, std::uint16_t own_port)
    : stream_(transport == "tcp") {
  descriptor_ = socket(AF_INET, stream_ ? SOCK_STREAM : SOCK_DGRAM, 0);
  sockaddr_in address = loopback(port);
  const sockaddr_in own = loopback(own_port);
  if (bind(descriptor_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
      connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(descriptor_);
    throw std::runtime_error("no connection to port " + std::to_string(port));
  }
  socklen_t size = sizeof address;
  getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
  own_port_ = ntohs(address.sin_port);
}

RawSocket::~RawSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool RawSocket::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// A message of a stream is as long as it says.
std::optional<std::string> RawSocket::take() {
  received_.erase(0, received_.find_first_not_of("\r\n"));
  const auto end = received_.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  const std::string length = header_of(received_, "Content-Length");
  const std::size_t size = end + 4 + std::strtoul(length.c_str(), nullptr, 10);
  if (received_.size() < size) return std::nullopt;
  std::string message = received_.substr(0, size);
  received_.erase(0, size);
  return message;
}

std::optional<std::string> RawSocket::next(std::chrono::milliseconds time) {
  for (;;) {
    if (auto message = take()) return message;
    pollfd watched{descriptor_, POLLIN, 0};
    if (poll(&watched, 1, static_cast<int>(time.count())) <= 0) return std::nullopt;
    std::array<char, 65536> bytes{};
    const auto size = recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (size < 0 || (size == 0 && stream_)) return std::nullopt;
    if (!stream_) return std::string(bytes.data(), static_cast<std::size_t>(size));
    received_.append(bytes.data(), static_cast<std::size_t>(size));
  }
}

std::string RawSocket::until(std::string_view start) {
  while (auto message = next()) {
    if (message->starts_with(start)) return *message;
  }
  return {};
}

std::string RawSocket::until_closed(std::chrono::milliseconds time) {
  for (;;) {
    pollfd watched{descriptor_, POLLIN, 0};
    std::array<char, 65536> bytes{};
    if (poll(&watched, 1, static_cast<int>(time.count())) <= 0) return std::exchange(received_, {});
    const auto size = recv(descriptor_, bytes.data(), bytes.size(), 0);
    if (size <= 0) return std::exchange(received_, {});
    received_.append(bytes.data(), static_cast<std::size_t>(size));
  }
}

void RawSocket::end_sending() const {
  shutdown(descriptor_, SHUT_WR);
}

void RawSocket::reset() {
  const linger now{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(descriptor_);
  descriptor_ = -1;
}

std::string header_of(const std::string& message, const std::string& name) {
  const auto at = message.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 4;
  return message.substr(start, message.find("\r\n", start) - start);
}

int status_of(const std::string& message) {
  return message.starts_with("SIP/2.0 ") ? std::atoi(message.c_str() + 8) : 0;
}

std::string in_dialog(const RawSocket& caller, const std::string& method, const std::string& success,
                      int cseq) {
  const std::string contact = header_of(success, "Contact");
  const auto open = contact.find('<') + 1;
  return method + " " + contact.substr(open, contact.find('>') - open) + " SIP/2.0\r\nVia: SIP/2.0/" +
         caller.transport() + " " + caller.address() + ";branch=z9hG4bK" + method + std::to_string(cseq) +
         header_of(success, "From").substr(header_of(success, "From").find(";tag=") + 5) +
         "\r\nMax-Forwards: 70\r\nFrom: " + header_of(success, "From") + "\r\nTo: " + header_of(success, "To") +
         "\r\nCall-ID: " + header_of(success, "Call-ID") + "\r\nCSeq: " + std::to_string(cseq) + " " + method +
         "\r\nContent-Length: 0\r\n\r\n";
}

}  // namespace tipring::wire
