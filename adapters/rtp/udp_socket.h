#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include <unistd.h>

#include "adapters/rtp/udp_address.h"

namespace tipring::rtp {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// One leg's socket: non-blocking, and at first unconnected, since a connected one would not show the packets
/// by which a peer behind an address translator is recognised.
class UdpSocket {
 public:
  /// Fails with "port-taken", or "no-sockets" when the process or the machine has no more descriptors.
  static Result<UdpSocket> bind(const UdpAddress& address);

  struct Received {
    std::size_t size = 0;
    UdpAddress source;
  };

  /// The port it is bound to.
  std::uint16_t port() const { return port_; }

  /// The next datagram; nothing when none is waiting. A datagram longer than `buffer` has size 0.
  std::optional<Received> receive(std::span<std::uint8_t> buffer) const;

  /// False when the packet could not be handed to the network; RTP does not try again.
  bool send(std::span<const std::uint8_t> packet, const UdpAddress& destination) const;

  /// From now on the system takes this peer's packets alone, and finds the way to it once, not for each packet.
  /// What others sent before may still wait. Nothing where the system refuses.
  void connect(const UdpAddress& peer);
  /// Anybody's packets are taken again.
  void disconnect();
  bool connected() const { return peer_.family() != 0; }

  int descriptor() const { return descriptor_.get(); }

 private:
  UdpSocket(Descriptor descriptor, std::uint16_t port) : descriptor_(std::move(descriptor)), port_(port) {}

  Descriptor descriptor_;
  std::uint16_t port_;
  UdpAddress peer_;  // Family 0: not connected.
};

/// A leg's sockets: RTP on an even port, RTCP on the odd one above it (RFC 3550, section 11).
struct SocketPair {
  UdpSocket rtp;
  UdpSocket rtcp;
};

/// The ports for media: the even ones of a range with the odd ones above them, taken in turn, so that a port
/// just freed rests before it is used again and late packets of its last call find nobody.
class PortRange {
 public:
  PortRange(UdpAddress bind_address, std::uint16_t first, std::uint16_t last);

  /// For sockets from now on; its port is of no interest.
  void set_address(UdpAddress bind_address) { bind_address_ = std::move(bind_address); }

  /// Fails with "no-ports" when every port is taken.
  Result<SocketPair> bind_next();

 private:
  UdpAddress bind_address_;
  std::uint16_t first_;
  std::size_t count_;
  std::size_t next_ = 0;
};

}  // namespace tipring::rtp
