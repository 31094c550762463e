#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/rtpengine/bencode.h"
#include "runtime/base/result.h"

namespace tipring::rtpengine {

/// What an rtpengine says to one command (its ng protocol): one datagram, a cookie that says to which, a space
/// and a dictionary.
struct NgAnswer {
  std::string cookie;
  std::string result;  ///< "ok", "pong", "error", "load limit".
  std::string reason;  ///< Of "error", for people.
  std::string sdp;     ///< Of an offer or an answer: what goes to the other side. Else empty.

  bool ok() const { return result == "ok" || result == "pong"; }
};

/// Longer datagrams are no answers, nor is an SDP beyond what the reader of SDP takes.
inline constexpr std::size_t longest_ng_answer = 60'000;
inline constexpr std::size_t longest_ng_sdp = 32'768;

std::string write_ng_command(std::string_view cookie, const BencodeDictionary& command);

/// Fails with "bad-answer", naming what is wrong. Whatever it holds beside the above is left unread.
Result<NgAnswer> read_ng_answer(std::string_view datagram);

}  // namespace tipring::rtpengine
