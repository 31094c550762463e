#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"
#include "runtime/ports/session_description.h"

namespace tipring {

/// What our media can do, in order of preference.
struct MediaCapabilities {
  std::vector<PayloadFormat> audio{{0, "PCMU", 8000, {}}, {8, "PCMA", 8000, {}}};
  std::optional<PayloadFormat> telephone_event{
      {101, "telephone-event", 8000, "0-15"}};  ///< Nothing: no RFC 4733 digits.
  std::chrono::milliseconds packet_time{20};
};

/// An offer of one audio stream with all we can do (RFC 3264, section 5).
SessionDescription make_offer(const MediaCapabilities& capabilities, const MediaAddress& local,
                              MediaDirection direction = MediaDirection::send_receive);

/// Our answer and what it means for our media.
struct Negotiated {
  SessionDescription answer;
  MediaPeer peer;
};

/// Answers an offer (RFC 3264, section 6): the first audio stream we can serve, with the first of the offerer's
/// formats that we have; all other streams refused. Fails with "not-acceptable" (488).
Result<Negotiated> answer_offer(const SessionDescription& offer, const MediaCapabilities& capabilities,
                                const MediaAddress& local);

/// What the peer's answer to our offer means for our media (RFC 3264, section 7). Fails with "not-acceptable".
Result<MediaPeer> accept_answer(const SessionDescription& our_offer, const SessionDescription& answer);

}  // namespace tipring
