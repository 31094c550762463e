#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// A peer that is no user agent: a socket of which a test writes each byte, and the SIP messages that come.
class RawSocket {
 public:
  /// To a loopback port, by "udp" or "tcp", of IPv4, from `own_port` or any. Throws std::runtime_error where
  /// there is no connection.
  RawSocket(const std::string& transport, std::uint16_t port, std::uint16_t own_port = 0);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  /// Where it is, "127.0.0.1:5070".
  std::string address() const { return "127.0.0.1:" + std::to_string(own_port_); }
  /// As in a Via: "UDP".
  std::string transport() const { return stream_ ? "TCP" : "UDP"; }

  /// False where the peer takes no more.
  bool send(std::string_view bytes) const;
  /// The next message; nothing where none came in time, or the peer has closed.
  std::optional<std::string> next(std::chrono::milliseconds time = patience);
  /// The first message from now on that begins so; empty where none came.
  std::string until(std::string_view start);
  /// Of a connection: all that comes until the peer closes it, or nothing more does.
  std::string until_closed(std::chrono::milliseconds time = patience);
  /// Of a connection: closes our direction alone.
  void end_sending() const;
  /// Of a connection: closes it by RST at once.
  void reset();

 private:
  std::optional<std::string> take();

  bool stream_;
  int descriptor_ = -1;
  std::uint16_t own_port_ = 0;
  std::string received_;
};

/// The value of the first header field with this name, as it stands in the message; empty where there is none.
std::string header_of(const std::string& message, const std::string& name);

/// The status of a response; 0 for what is none.
int status_of(const std::string& message);

/// An ACK (of a 2xx) or a BYE by the caller, for the 2xx to its INVITE.
std::string in_dialog(const RawSocket& caller, const std::string& method, const std::string& success, int cseq);

}  // namespace tipring::wire
