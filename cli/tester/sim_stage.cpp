#include "cli/tester/sim_stage.h"

#include <utility>

#include "cli/tester/party_story.h"

namespace tipring::cli {

SimStage::SimStage(RunLoop& loop, Ids& ids, PlayLog& log, sim::SimMediaTraits media)
    : loop_(loop),
      log_(log),
      network_(loop),
      telephony_(loop, network_, ids),
      media_(loop, network_, std::move(media)),
      messaging_(loop,
                 [this](const Correspondent& writer, const std::string& line) { log_.add(writer.name, line); }),
      speech_(loop) {
  network_.connect(telephony_, media_);
  network_.observe(this);
}

// The first is enough to say.
void SimStage::need_simulation(std::string what) {
  if (!only_simulated_) only_simulated_ = std::move(what);
}

void SimStage::need_simulation_for(const PhoneTraits& phone) {
  if (phone.offerless) need_simulation("a call without an offer");
  if (phone.secures) need_simulation("SRTP");
  if (phone.keys_by_info) need_simulation("sending digits by INFO");
}

Result<PartyId> SimStage::call(CallPlan plan) {
  need_simulation_for(plan.phone);
  if (!plan.trunk.empty()) need_simulation("a call by a trunk");
  plan.name = unique_party_name(*this, plan.name.empty() ? sim::parse_address(plan.from).user : plan.name);
  return network_.call(plan).id();
}

Result<PartyId> SimStage::expect_call(const std::string& address, std::string name, PhoneTraits phone) {
  need_simulation_for(phone);
  sim::Party& party = network_.expect(address, std::move(phone));
  if (!name.empty() && name != party.name()) party.rename(unique_party_name(*this, name));
  return party.id();
}

Result<void> SimStage::ring(PartyId party, bool early_media) {
  return early_media ? network_.party(party).ring_early() : network_.party(party).ring();
}

Result<void> SimStage::refuse(PartyId party, int status, std::string reason) {
  return network_.party(party).refuse(status, std::move(reason));
}

Result<void> SimStage::redirect(PartyId party, std::vector<std::string> targets) {
  return network_.party(party).redirect(std::move(targets));
}

Result<void> SimStage::hold(PartyId party) {
  return network_.party(party).hold();
}

Result<void> SimStage::resume(PartyId party) {
  return network_.party(party).resume();
}

Result<void> SimStage::transfer(PartyId party, const std::string& target, PartyId consultation) {
  return network_.party(party).transfer(target, consultation);
}

Result<void> SimStage::vanish(PartyId party) {
  need_simulation("dropping off the network");
  network_.party(party).vanish();
  return {};
}

Result<Duration> SimStage::press(PartyId party, const std::string& keys) {
  return network_.party(party).press(keys);
}

Result<void> SimStage::speak(PartyId party, Duration length, std::string words) {
  return network_.party(party).speak(length, std::move(words));
}

CorrespondentId SimStage::correspond(Correspondent plan) {
  if (!plan.trunk.empty()) need_simulation("a message by a trunk");
  return messaging_.add(std::move(plan));
}

void SimStage::write(CorrespondentId writer, const std::string& text) {
  messaging_.write(writer, text);
}

PartyView SimStage::look(PartyId id) const {
  const sim::Party& party = network_.party(id);
  PartyView view;
  view.name = party.name();
  view.address = party.address();
  view.state = party.state();
  view.called = party.was_called();
  view.has_rung = party.has_rung();
  view.was_answered = party.was_answered();
  view.ending = party.ending();
  view.path = party.path();
  view.changing = party.is_changing();
  view.change_refusal = party.offer_refusal();
  view.transfer_status = party.transfer_status();
  view.hearing = party.hearing();
  view.heard = &party.heard();
  return view;
}

std::vector<PartyId> SimStage::parties() const {
  std::vector<PartyId> ids;
  for (PartyId id = 1; id <= network_.parties(); ++id)
    ids.push_back(id);
  return ids;
}

void SimStage::happened(const sim::Party& party, const sim::PartyEvent& event) {
  if (log_.keeps()) log_.add(party.name(), tell(event));
  if (watcher_) watcher_(party, event);
}

}  // namespace tipring::cli
