#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/contact/party_traits.h"
#include "runtime/ports/media.h"
#include "runtime/ports/session_description.h"

namespace tipring {

/// What our media can do unless told otherwise.
std::vector<PayloadFormat> usual_audio();
std::vector<PayloadFormat> usual_telephone_events();

/// What our media can do, in order of preference.
struct MediaCapabilities {
  std::vector<PayloadFormat> audio = usual_audio();
  /// RFC 4733 digits, one format for each clock rate that an audio format may have: digits share the clock of
  /// the audio they stand between (section 2.1). None: no digits.
  std::vector<PayloadFormat> telephone_events = usual_telephone_events();
  std::chrono::milliseconds packet_time{20};
};

/// The same, with what `format` stands for before all else: what another leg speaks, or this one speaks
/// already, so that nothing has to be decoded between them. Payload types stay ours. Nothing changes when we
/// lack it.
MediaCapabilities preferring(MediaCapabilities capabilities, const PayloadFormat& format);

/// Whether the two name the same format, whatever their payload types and parameters.
bool same_format(const PayloadFormat& first, const PayloadFormat& second);

/// What is offered by calls of ours that secure their media: the one that every implementation has (RFC 4568,
/// section 6.2.1).
inline constexpr std::string_view usual_srtp_suite = "AES_CM_128_HMAC_SHA1_80";

/// How an offer of ours is secured.
struct OfferedSecurity {
  std::string suite{};         ///< Empty: it is not.
  bool opportunistic = false;  ///< Within "RTP/AVP", so that the peer may do without (RFC 8643).
};

/// An offer of one audio stream with all we can do (RFC 3264, section 5).
SessionDescription make_offer(const MediaCapabilities& capabilities, const LocalMedia& local,
                              MediaDirection direction = MediaDirection::send_receive,
                              const OfferedSecurity& security = {});

/// Our answer and what it means for our media.
struct Negotiated {
  SessionDescription answer;
  MediaPeer peer;
};

/// Answers an offer (RFC 3264, section 6): the first audio stream we can serve, with the first of the offerer's
/// formats that we have; all other streams refused. A stream of "RTP/SAVP" can be served by a suite that we
/// have (RFC 4568, section 5.1.2), where `local` has a key. One of "RTP/AVP" that can be secured is, unless
/// `srtp` is off; where it cannot, it is refused if `srtp` requires it. Fails with "not-acceptable" (488).
Result<Negotiated> answer_offer(const SessionDescription& offer, const MediaCapabilities& capabilities,
                                const LocalMedia& local, SrtpPolicy srtp = SrtpPolicy::off);

/// The same without anything to answer with: whether, and how, the offer could be answered.
Result<Negotiated> examine_offer(const SessionDescription& offer, const MediaCapabilities& capabilities,
                                 SrtpPolicy srtp = SrtpPolicy::off);

/// What the peer's answer to our offer means for our media (RFC 3264, section 7). Fails with "not-acceptable",
/// or with "not-secured" where only a secured stream was offered and the answer is none.
Result<MediaPeer> accept_answer(const SessionDescription& our_offer, const SessionDescription& answer);

}  // namespace tipring
