#include "tests/wire/kit/lossy_relay.h"

#include <array>
#include <stdexcept>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/raw_socket.h"

namespace tipring::wire {
namespace {

// What is overtaken by nobody goes on after this.
constexpr int longest_hold_ms = 20;

constexpr unsigned most_losses = 2;

// Two numbers below a hundred; this one is what certainly arrives.
constexpr unsigned certain = 10'000;

// FNV-1a, with its bits mixed once more: the last characters are to count as much as the first.
std::uint64_t hash_of(const std::string& text, std::uint64_t seed) {
  std::uint64_t hash = 14695981039346656037ULL ^ seed;
  for (const char letter : text)
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  hash ^= hash >> 33U;
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ (hash >> 33U);
}

}  // namespace

LossyRelay::LossyRelay(const Setup& setup)
    : setup_(setup), descriptor_(socket(AF_INET, SOCK_DGRAM, 0)), end_descriptor_(eventfd(0, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no socket");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

LossyRelay::~LossyRelay() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(end_descriptor_, &one, sizeof one);
  thread_.join();
  close(descriptor_);
  close(end_descriptor_);
}

void LossyRelay::run() {
  std::array<pollfd, 2> watched{pollfd{descriptor_, POLLIN, 0}, pollfd{end_descriptor_, POLLIN, 0}};
  for (;;) {
    const int ready = poll(watched.data(), watched.size(), held_.empty() ? -1 : longest_hold_ms);
    if (watched[1].revents != 0) return;
    if (ready == 0) {
      release_held();
    } else {
      take();
    }
  }
}

void LossyRelay::take() {
  std::array<char, 65536> bytes{};
  sockaddr_in from{};
  socklen_t size = sizeof from;
  const auto length =
      recvfrom(descriptor_, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (length < 0) return;
  const bool from_far = ntohs(from.sin_port) == far_port_;
  if (!from_far) near_ = from;
  Datagram datagram{std::string(bytes.data(), static_cast<std::size_t>(length)), !from_far};
  const unsigned chance = chance_of(datagram.bytes);
  if (chance < certain && chance % 100 < setup_.lost) {
    ++lost_;
  } else if (chance / 100 < setup_.overtaken) {
    ++overtaken_;
    held_.push_back(std::move(datagram));
  } else {
    pass_on(datagram);
    release_held();
  }
}

unsigned LossyRelay::chance_of(const std::string& message) {
  const std::size_t call = calls_.emplace(header_of(message, "Call-ID"), calls_.size()).first->second;
  // Of a response the status and the request, of a request its CSeq alone.
  const std::string kind =
      std::to_string(call) + " " + std::to_string(status_of(message)) + " " + header_of(message, "CSeq");
  const unsigned times = sent_[kind]++;
  if (times >= most_losses) return certain;
  return static_cast<unsigned>(hash_of(kind + " " + std::to_string(times), setup_.seed) % certain);
}

void LossyRelay::release_held() {
  for (const Datagram& datagram : std::exchange(held_, {}))
    pass_on(datagram);
}

void LossyRelay::pass_on(const Datagram& datagram) const {
  const sockaddr_in to = datagram.to_far ? loopback(far_port_) : near_;
  sendto(descriptor_, datagram.bytes.data(), datagram.bytes.size(), 0, reinterpret_cast<const sockaddr*>(&to),
         sizeof to);
}

}  // namespace tipring::wire
