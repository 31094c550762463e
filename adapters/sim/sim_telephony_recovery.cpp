// Calls of an earlier run of the runtime: the parties are where they were.

#include <utility>

#include "adapters/sim/sim_telephony.h"

namespace tipring::sim {

Result<AgreedDescriptions> SimTelephony::take_up(const LostLeg& lost) {
  const auto party = network_.party_of(lost.leg);
  if (!party) return Error{"bad-state", "nobody is known to be in the call of leg " + to_string(lost.leg)};
  if (!lost.trunk.empty()) static_cast<void>(channels_.take(lost.trunk, lost.leg));
  Leg& leg = legs_[lost.leg];
  leg.party = *party;
  leg.incoming = !network_.party(*party).was_called();
  leg.state = State::confirmed;
  leg.resumed = true;
  by_party_[*party] = lost.leg;
  return AgreedDescriptions{};
}

void SimTelephony::abandon(const LostLeg& lost) {
  const auto party = network_.party_of(lost.leg);
  if (!party) return;
  network_.unbind(lost.leg);
  Message end;
  end.kind = MessageKind::cancel;
  if (!network_.party(*party).was_called()) {
    end = response(MessageKind::invite, 503);
    end.headers = {{"Retry-After", "10"}};
  }
  network_.to_party(*party, std::move(end));
}

}  // namespace tipring::sim
