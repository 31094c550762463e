#pragma once

#include <cstdint>
#include <string>

#include "adapters/sim/ear.h"
#include "adapters/sim/message.h"
#include "runtime/base/clock.h"

namespace tipring::sim {

/// One thing that a party did or noticed.
struct PartyEvent {
  enum class Kind : std::uint8_t {
    calls,         ///< Sent an INVITE; `text`: whom it dialled.
    is_called,     ///< An INVITE came; `text`: the URI it was sent to.
    rings,         ///< 180 or 183 received or sent; `status`.
    answered,      ///< 2xx received or sent.
    refused,       ///< A final refusal received or sent; `status`, `text`: the reason.
    redirected,    ///< A 3xx received; `status`, `text`: the targets.
    cancelled,     ///< The caller gave up before the answer.
    hung_up,       ///< BYE sent or received.
    held,          ///< Its offer to hold, or to go on, was accepted; `text`: "hold" or "resume".
    hold_refused,  ///< The same, refused; `status`.
    transfers,     ///< Asked for a transfer; `text`: to whom.
    transferred,   ///< Was told the end of it; `status`.
    vanished,      ///< Dropped off the network.
    presses,       ///< `text`: the digit.
    press_lost,    ///< A digit that had nowhere to go: no media, or no telephone-event negotiated.
    speaks,        ///< `text`: what, may be empty.
    falls_silent,
    hears,          ///< `sound` begins.
    stops_hearing,  ///< `sound` ends.
  };
  Kind kind{};
  Instant at{};
  bool by_party = false;  ///< True when the party did it, false when it happened to the party.
  int status = 0;
  std::string text;
  Sound sound;
};

class Party;

/// Sees everything that happens to the parties of a Network, as it happens. Must not act on a party from
/// inside.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void happened(const Party& party, const PartyEvent& event) = 0;
};

}  // namespace tipring::sim
