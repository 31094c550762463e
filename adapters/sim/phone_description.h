#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "adapters/sim/message.h"
#include "runtime/ports/session_description.h"

namespace tipring::sim {

/// What an ordinary telephone offers: PCMU, PCMA (RFC 3551, table 4) and telephone-event 101 (RFC 4733).
std::vector<PayloadFormat> usual_formats();

/// The key by which a simulated phone that secures its media would do so.
inline constexpr std::string_view phone_key = "cGhvbmU=";

/// Where a phone takes its audio: an address of its own.
MediaAddress address_of(PartyId phone);

/// A phone's description with an address of its own from the block for documentation (RFC 5737).
SessionDescription describe_phone(PartyId phone, const std::vector<PayloadFormat>& formats,
                                  MediaDirection direction, bool secures = false);

/// The answer of a phone that knows `formats` (RFC 3264, section 6): of the offer's formats those it knows too,
/// with the offer's payload types, in the offer's order. Nothing when there is no common audio format, or no
/// audio at all. A phone that does not secure its media refuses streams of "RTP/SAVP", and answers others
/// plainly.
std::optional<SessionDescription> answer_offer(PartyId phone, const std::vector<PayloadFormat>& formats,
                                               const SessionDescription& offer, bool secures = false);

}  // namespace tipring::sim
