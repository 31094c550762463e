#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tipring::bench {

/// A UDP socket on a loopback port of its own.
class UdpSocket {
 public:
  /// `port` 0: any. Throws std::runtime_error where it is taken.
  explicit UdpSocket(std::uint16_t port = 0);
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  int descriptor() const { return descriptor_; }
  std::uint16_t port() const { return port_; }
  void send(std::uint16_t to, const std::string& bytes) const;
  /// What is there; empty when there is nothing. `from`: its port.
  std::string receive(std::uint16_t& from) const;

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

/// Sends one packet to each of `ports`, by few system calls, each of a stream of its own.
class PacketSender {
 public:
  PacketSender(const UdpSocket& socket, std::vector<std::uint16_t> ports, std::uint32_t first_source);
  /// The streams from `begin` to `end`.
  void send(std::size_t begin, std::size_t end);
  std::size_t streams() const { return ports_.size(); }
  std::uint64_t sent() const { return sent_; }

 private:
  struct Stream {
    std::uint16_t sequence = 0;
    std::uint32_t time = 0;
  };
  const UdpSocket& socket_;
  std::vector<std::uint16_t> ports_;
  std::vector<Stream> streams_;
  std::uint32_t first_source_;
  std::uint64_t sent_ = 0;
};

/// Takes all packets that are there, and counts them.
std::uint64_t drain(const UdpSocket& socket);

/// The port of the first m= line; 0 without one.
std::uint16_t media_port_of(const std::string& text);
/// G.711 at a loopback port.
std::string sdp(std::uint16_t port);

}  // namespace tipring::bench
