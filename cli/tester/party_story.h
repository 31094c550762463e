#pragma once

#include <string>

#include "adapters/sim/party_event.h"
#include "cli/tester/stage.h"

namespace tipring::cli {

/// An event of a party as a line of the play: "hears menu/welcome \"Welcome to the bank\"".
std::string tell(const sim::PartyEvent& event);

/// A sound as plays name it: "menu/welcome \"Welcome…\"", "the tone ringback", "bob", "the digit 5".
std::string tell(const Sound& sound);

/// Where a party's call stands, for failures: "rings", "is over: refused with 486 Busy Here".
std::string tell_state(const PartyView& party);

}  // namespace tipring::cli
