#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tipring::wire {

/// A TCP connection that carries netstrings (https://cr.yp.to/proto/netstrings.txt): "5:hello,".
class NetstringSocket {
 public:
  /// Connects to a loopback port.
  explicit NetstringSocket(std::uint16_t port);
  ~NetstringSocket();
  NetstringSocket(const NetstringSocket&) = delete;
  NetstringSocket& operator=(const NetstringSocket&) = delete;

  bool connected() const { return descriptor_ >= 0; }
  void write(const std::string& text);
  /// The next text; nothing when none came in time, or the peer has closed.
  std::optional<std::string> read(std::chrono::milliseconds time);

 private:
  std::optional<std::string> take();

  int descriptor_ = -1;
  std::string received_;
};

}  // namespace tipring::wire
