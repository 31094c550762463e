#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "runtime/ports/media.h"

namespace tipring {

/// Whether calls of ours offer to secure their media (SRTP, keys by SDP as RFC 4568 says).
enum class SrtpPolicy : std::uint8_t {
  off,       ///< They do not. Whoever offers it in a call to us gets it.
  optional,  ///< They offer it, and do without where the peer does not take it (RFC 8643).
  required,  ///< No call without it, in either direction.
};

/// Which way the audio of two parties that talk goes.
enum class MediaPath : std::uint8_t {
  relayed,    ///< Through here.
  direct,     ///< Between the two, where both may and nothing here needs it.
  rtpengine,  ///< Through here, with an rtpengine between the party and us.
  webrtc,     ///< The same, and the party speaks DTLS, ICE and SRTP with that, as a browser does.
};

/// How the calls of a phone or by a trunk are carried, as the site defines it.
struct PartyTraits {
  DigitMethod digits = DigitMethod::rtp;
  SrtpPolicy srtp = SrtpPolicy::off;
  MediaPath media = MediaPath::relayed;
  /// With an rtpengine: the audio of two such parties goes from the one's to the other's, and not through here,
  /// while nothing here needs it.
  bool straight = false;

  bool by_rtpengine() const { return media == MediaPath::rtpengine || media == MediaPath::webrtc; }
};

/// Whether the audio of two parties that talk may go without us: straight between them, or between their
/// rtpengines.
bool may_pass_us_by(const PartyTraits& one, const PartyTraits& other);

/// What the site defines of its phones and trunks, by their names.
struct PartyBook {
  std::map<std::string, PartyTraits, std::less<>> phones{};
  std::map<std::string, PartyTraits, std::less<>> trunks{};
  PartyTraits others{};  ///< All that are neither.

  /// Of a call that is a phone's or comes or goes by a trunk; both names may be empty.
  PartyTraits traits_of(const std::string& phone, const std::string& trunk) const;
};

}  // namespace tipring
