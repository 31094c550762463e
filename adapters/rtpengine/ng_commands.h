#pragma once

#include <cstdint>
#include <string>

#include "adapters/rtpengine/bencode.h"

namespace tipring::rtpengine {

/// What the party behind an rtpengine speaks with it. Towards us it is plain RTP either way.
enum class PeerKind : std::uint8_t {
  plain,   ///< RTP, or SRTP with keys by SDP, which the rtpengine hands through.
  webrtc,  ///< SRTP by DTLS (RFC 5764) over ICE (RFC 8445), RTCP on the same port, as browsers do.
};

/// Whose description it is.
enum class Side : std::uint8_t { peer, us };

/// Commands of the ng protocol for one leg, which is one call at the rtpengine, named `call`: an SDP goes in
/// and what the other side is to get comes out.
BencodeDictionary offer_command(const std::string& call, PeerKind peer, Side from, std::string sdp);
/// `from`: whose answer it is, to the other side's offer.
BencodeDictionary answer_command(const std::string& call, Side from, std::string sdp);
BencodeDictionary delete_command(const std::string& call);
/// Fails with "unknown-call" at an Instance that does not know the call.
BencodeDictionary query_command(const std::string& call);

}  // namespace tipring::rtpengine
