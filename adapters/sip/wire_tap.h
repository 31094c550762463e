#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/sip/sofia_handles.h"
#include "adapters/sip/wire_message.h"

namespace tipring::sip {

/// Reads along what an agent's transports send and receive: every datagram, and the messages of streams, those
/// sent again and those that are no SIP among them. Internal to this room.
///
/// Sofia has no hook for this. It hands the bytes to a function of its own that writes them to a file
/// (TPTAG_DUMP); as that function is exported and called like any other of a shared library, one of the same
/// name in the program takes its place.
class WireTap {
 public:
  /// `take` is called inside Sofia with transport, addresses, direction and bytes: it must not throw.
  explicit WireTap(std::function<void(WireMessage)> take) : take_(std::move(take)) {}
  ~WireTap();
  WireTap(const WireTap&) = delete;
  WireTap& operator=(const WireTap&) = delete;

  /// The file that Sofia is to be given, so that it hands over its bytes at all. Nothing is written to it but
  /// a line at its opening.
  static constexpr const char* file = "/dev/null";

  /// From now on with what passes `listening`, a socket listened at, and the connections made by it. On the
  /// thread that Sofia runs on.
  void listen_to(const tport_t* listening);

  /// Part of a stream, or a datagram.
  void pass(bool stream, WireMessage message);

 private:
  /// Of a stream, the longest message that is waited for: more than Sofia takes.
  static constexpr std::size_t longest = 256U << 10U;
  /// Streams with unfinished messages; with more, one of them is handed over as it is.
  static constexpr std::size_t most_unfinished = 256;

  std::function<void(WireMessage)> take_;
  std::map<std::string, std::string> unfinished_;  // By transport, addresses and direction.
};

}  // namespace tipring::sip
