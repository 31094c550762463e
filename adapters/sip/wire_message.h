#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// Bytes that passed a listening address: a SIP message, or what came in place of one.
struct WireMessage {
  std::uint64_t number = 0;  ///< From 1, without gaps, in the order in which they passed.
  UtcTime at{};
  bool sent = false;        ///< By us; else to us.
  std::string transport{};  ///< "udp", "tcp", "tls".
  std::string local{};      ///< Our listening address: "192.0.2.1:5060", "[2001:db8::1]:5060".
  std::string peer{};       ///< The other side's, likewise.
  std::string bytes{};      ///< As they were; those of TLS in the clear.
};

/// What a message says of itself. Each part is empty or 0 where it cannot be read.
struct MessageSummary {
  std::string method{};  ///< Of a request; of a response that of its CSeq.
  int status = 0;        ///< Of a response, 100 to 699; 0 for a request.
  std::string reason{};  ///< Of a response.
  std::string call_id{};
  std::uint32_t cseq = 0;
  bool has_sdp = false;   ///< Its Content-Type is application/sdp.
  bool readable = false;  ///< It begins as SIP/2.0 does, and has Call-ID and CSeq.
};

/// Reads only what is needed to show a message (RFC 3261, sections 7 and 7.3.3); any bytes may be given.
MessageSummary summary_of(std::string_view bytes);

/// The Call-ID alone; empty where there is none.
std::string_view call_id_in(std::string_view bytes);

/// Bytes of the first message of a stream (RFC 3261, section 18.3), with the blank lines before it; 0 while it
/// is not whole yet.
std::size_t length_of_first(std::string_view stream);

/// The message with each character of what is secret in it as `x`, so that lengths stay: the answers to
/// challenges (RFC 8760), keys of SRTP (RFC 4568) and passwords in URIs.
std::string without_secrets(std::string bytes);

}  // namespace tipring::sip
