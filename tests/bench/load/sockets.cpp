#include "tests/bench/load/sockets.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tipring::bench {
namespace {

constexpr std::size_t rtp_header = 12;
constexpr std::size_t samples = 160;
using Packet = std::array<unsigned char, rtp_header + samples>;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void put(unsigned char* at, std::uint32_t number) {
  const std::uint32_t ordered = htonl(number);
  std::memcpy(at, &ordered, sizeof ordered);
}

}  // namespace

UdpSocket::UdpSocket(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_DGRAM, 0)) {
  const int buffer = 16 << 20;
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  setsockopt(descriptor_, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("port " + std::to_string(port) + " cannot be bound");
  port_ = ntohs(address.sin_port);
}

UdpSocket::~UdpSocket() {
  close(descriptor_);
}

void UdpSocket::send(std::uint16_t to, const std::string& bytes) const {
  const sockaddr_in address = loopback(to);
  sendto(descriptor_, bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&address),
         sizeof address);
}

std::string UdpSocket::receive(std::uint16_t& from) const {
  std::array<char, 65536> bytes{};
  sockaddr_in address{};
  socklen_t size = sizeof address;
  const auto length = recvfrom(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT,
                               reinterpret_cast<sockaddr*>(&address), &size);
  from = ntohs(address.sin_port);
  return length > 0 ? std::string(bytes.data(), static_cast<std::size_t>(length)) : std::string();
}

PacketSender::PacketSender(const UdpSocket& socket, std::vector<std::uint16_t> ports,
                           std::uint32_t first_source)
    : socket_(socket), ports_(std::move(ports)), streams_(ports_.size()), first_source_(first_source) {}

void PacketSender::send(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  std::vector<Packet> packets(count);
  std::vector<sockaddr_in> addresses(count);
  std::vector<iovec> parts(count);
  std::vector<mmsghdr> messages(count);
  for (std::size_t i = 0; i < count; ++i) {
    Stream& stream = streams_[begin + i];
    Packet& packet = packets[i];
    packet.fill(0xd5);
    put(packet.data(), (0x8008U << 16U) | stream.sequence++);
    put(packet.data() + 4, stream.time);
    put(packet.data() + 8, first_source_ + static_cast<std::uint32_t>(begin + i));
    stream.time += samples;
    addresses[i] = loopback(ports_[begin + i]);
    parts[i] = {packet.data(), packet.size()};
    messages[i].msg_hdr = {&addresses[i], sizeof(sockaddr_in), &parts[i], 1, nullptr, 0, 0};
  }
  for (std::size_t at = 0; at < count;) {
    const int sent = sendmmsg(socket_.descriptor(), messages.data() + at, static_cast<unsigned>(count - at), 0);
    if (sent <= 0) return;
    at += static_cast<std::size_t>(sent);
    sent_ += static_cast<std::uint64_t>(sent);
  }
}

std::uint64_t drain(const UdpSocket& socket) {
  constexpr unsigned at_once = 64;
  std::array<Packet, at_once> packets;
  std::array<iovec, at_once> parts{};
  std::array<mmsghdr, at_once> messages{};
  for (unsigned i = 0; i < at_once; ++i) {
    parts[i] = {packets[i].data(), packets[i].size()};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  std::uint64_t total = 0;
  for (;;) {
    const int count = recvmmsg(socket.descriptor(), messages.data(), at_once, MSG_DONTWAIT, nullptr);
    if (count <= 0) return total;
    total += static_cast<std::uint64_t>(count);
  }
}

std::uint16_t media_port_of(const std::string& text) {
  const auto at = text.find("m=audio ");
  return at == std::string::npos ? std::uint16_t{0}
                                 : static_cast<std::uint16_t>(std::atoi(text.c_str() + at + 8));
}

std::string sdp(std::uint16_t port) {
  return "v=0\r\no=bench 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " +
         std::to_string(port) +
         " RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n";
}

}  // namespace tipring::bench
