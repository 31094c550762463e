#pragma once

#include <string>

#include "agent_fixture.h"

namespace tipring::sip {

/// A site with phones and trunks, and another agent that is one or the other.
class AgentAccountsTest : public AgentTest {
 protected:
  void open_with(Party& party, Settings settings) {
    if (settings.listen.empty()) settings.listen = {"udp://127.0.0.1:0"};
    settings.user_agent = "Tipring/test";
    auto agent = SipAgent::create(reactor_->native_root(), settings, loop_, ids_, party, party);
    ASSERT_TRUE(agent.ok()) << agent.error().text;
    party.agent = std::move(agent).value();
  }
  std::uint16_t port_of(const Party& party) { return party.agent->listening().front().port; }
  std::string host_of(const Party& party) { return "127.0.0.1:" + std::to_string(port_of(party)); }

  // A site that registers at a carrier, by its trunk "out".
  TrunkSettings trunk_to(const Party& carrier, const std::string& password = "secret") {
    return {.name = "out",
            .uri = "sip:" + host_of(carrier),
            .account = {"4711", password},
            .registers = true,
            .registration = {}};
  }
  LegId call(Party& party, OutgoingCall call) {
    call.leg = ids_.next_leg();
    call.offer = audio(4000);
    party.agent->place(call);
    return call.leg;
  }
  TrunkStatus trunk(const Party& party) { return party.agent->trunks().at(0); }

  Party site_;
  Party other_;
};

}  // namespace tipring::sip
