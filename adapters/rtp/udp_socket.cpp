#include "adapters/rtp/udp_socket.h"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <sys/socket.h>

namespace tipring::rtp {
namespace {

Error socket_error(const char* code, const UdpAddress& address) {
  return {code,
          "cannot use " + address.ip() + " port " + std::to_string(address.port()) +
              " for media: " + std::generic_category().message(errno),
          true};
}

}  // namespace

Result<UdpSocket> UdpSocket::bind(const UdpAddress& address) {
  Descriptor descriptor(::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!descriptor) return socket_error("no-sockets", address);
  if (::bind(descriptor.get(), address.data(), address.size()) != 0) {
    return socket_error(errno == EADDRINUSE ? "port-taken" : "no-sockets", address);
  }
  return UdpSocket(std::move(descriptor), address.port());
}

std::optional<UdpSocket::Received> UdpSocket::receive(std::span<std::uint8_t> buffer) const {
  for (;;) {
    Received received;
    socklen_t length = UdpAddress::capacity();
    const ssize_t size =
        ::recvfrom(descriptor_.get(), buffer.data(), buffer.size(), MSG_TRUNC, received.source.data(), &length);
    if (size >= 0) {
      received.size = static_cast<std::size_t>(size) > buffer.size() ? 0 : static_cast<std::size_t>(size);
      return received;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
    // Whatever else (an ICMP message about a packet sent before) concerns no packet that waits; the kernel has
    // cleared it by telling.
    if (errno != EINTR && errno != ECONNREFUSED) return std::nullopt;
  }
}

bool UdpSocket::send(std::span<const std::uint8_t> packet, const UdpAddress& destination) const {
  const auto hand_over = [&] {
    if (connected() && destination == peer_)
      return ::send(descriptor_.get(), packet.data(), packet.size(), MSG_NOSIGNAL);
    return ::sendto(descriptor_.get(), packet.data(), packet.size(), MSG_NOSIGNAL, destination.data(),
                    destination.size());
  };
  ssize_t sent = hand_over();
  // An ICMP message about a packet before, told only to a connected socket: this one has not been tried yet.
  if (sent < 0 && errno == ECONNREFUSED) sent = hand_over();
  return sent == static_cast<ssize_t>(packet.size());
}

void UdpSocket::connect(const UdpAddress& peer) {
  if (::connect(descriptor_.get(), peer.data(), peer.size()) == 0) peer_ = peer;
}

void UdpSocket::disconnect() {
  const sockaddr nobody{.sa_family = AF_UNSPEC, .sa_data = {}};
  if (connected()) ::connect(descriptor_.get(), &nobody, sizeof nobody);
  peer_ = {};
}

PortRange::PortRange(UdpAddress bind_address, std::uint16_t first, std::uint16_t last)
    : bind_address_(std::move(bind_address)), first_(static_cast<std::uint16_t>(first + first % 2)), count_(0) {
  if (last >= first_) count_ = static_cast<std::size_t>(last - first_) / 2 + 1;
}

Result<SocketPair> PortRange::bind_next() {
  for (std::size_t tried = 0; tried < count_; ++tried) {
    bind_address_.set_port(static_cast<std::uint16_t>(first_ + 2 * next_));
    next_ = (next_ + 1) % count_;
    auto rtp = UdpSocket::bind(bind_address_);
    if (!rtp && rtp.error().code == "port-taken") continue;
    if (!rtp) return rtp.error();
    bind_address_.set_port(static_cast<std::uint16_t>(bind_address_.port() + 1));
    auto rtcp = UdpSocket::bind(bind_address_);
    if (!rtcp && rtcp.error().code == "port-taken") continue;
    if (!rtcp) return rtcp.error();
    return SocketPair{std::move(rtp).value(), std::move(rtcp).value()};
  }
  return Error{"no-ports",
               "all " + std::to_string(count_) + " pairs of UDP ports from " + std::to_string(first_) +
                   " on are taken on " + bind_address_.ip(),
               true};
}

}  // namespace tipring::rtp
