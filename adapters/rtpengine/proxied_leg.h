#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "adapters/rtpengine/instances.h"
#include "adapters/rtpengine/ng_commands.h"
#include "runtime/ports/session_description.h"

namespace tipring::rtpengine {

/// One leg whose media goes through an rtpengine: what is known of it, and what waits for its turn.
struct ProxiedLeg {
  PeerKind peer = PeerKind::plain;
  std::string call;                             ///< Its name at the rtpengine.
  std::optional<std::size_t> instance{};        ///< That has it; nothing before its first offer is answered.
  bool known_to_floor = true;                   ///< False for a call whose offer is still on its way there.
  bool known_to_telephony = true;               ///< False for a call of ours that has not left.
  bool answers_invite = false;                  ///< Ours until the 2xx are answers to the peer's first offer.
  bool peer_offered = false;                    ///< An offer of the peer's waits for our answer.
  std::uint64_t session = 0;                    ///< Of the o= line of ours.
  std::uint64_t version = 0;                    ///< Of `ours`; 0 before the first.
  SessionDescription ours{};                    ///< What we described last.
  std::uint64_t confirmed = 0;                  ///< When its rtpengine last knew it, in the order of all legs.
  Instances::Request request = 0;               ///< Under way at an rtpengine; else 0.
  std::deque<std::function<void()>> waiting{};  ///< What is to be done once that is over, in order.
};

}  // namespace tipring::rtpengine
