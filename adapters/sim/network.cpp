#include "adapters/sim/network.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "adapters/sim/phone_description.h"

namespace tipring::sim {

void Network::connect(SignallingEnd& signalling, MediaEnd& media) {
  signalling_ = &signalling;
  media_ = &media;
}

Party& Network::add(std::string name, PhoneTraits phone) {
  const auto id = static_cast<PartyId>(parties_.size() + 1);
  const MediaAddress address = address_of(id);
  by_address_[{address.ip, address.port}] = id;
  parties_.push_back(std::make_unique<Party>(*this, id, std::move(name), std::move(phone)));
  return *parties_.back();
}

Party& Network::call(const CallPlan& plan) {
  Party& party = add(plan.name.empty() ? parse_address(plan.from).user : plan.name, plan.phone);
  party.set_address(plan.from);
  party.call(plan);
  return party;
}

Party& Network::expect(const std::string& address, PhoneTraits phone) {
  const auto found = std::find_if(unclaimed_.begin(), unclaimed_.end(),
                                  [&](PartyId id) { return reaches(party(id).address(), address); });
  if (found != unclaimed_.end()) {
    Party& claimed = party(*found);
    unclaimed_.erase(found);
    return claimed;
  }
  Party& waiting = add(parse_address(address).user, std::move(phone));
  waiting.set_address(address);
  expected_.push_back(waiting.id());
  return waiting;
}

std::size_t Network::calls() const {
  return static_cast<std::size_t>(std::count_if(parties_.begin(), parties_.end(), [](const auto& party) {
    return party->state() != PartyState::over && party->state() != PartyState::waiting;
  }));
}

PartyId Network::route(const std::string& target) {
  const auto found = std::find_if(expected_.begin(), expected_.end(),
                                  [&](PartyId id) { return reaches(target, party(id).address()); });
  if (found != expected_.end()) {
    const PartyId id = *found;
    expected_.erase(found);
    return id;
  }
  Party& unexpected = add(parse_address(target).user, {});
  unexpected.set_address(target);
  unclaimed_.push_back(unexpected.id());
  return unexpected.id();
}

void Network::bind(LegId leg, PartyId party) {
  bound_[leg] = party;
  legs_[party] = leg;
}

void Network::unbind(LegId leg) {
  const auto found = bound_.find(leg);
  if (found == bound_.end()) return;
  legs_.erase(found->second);
  bound_.erase(found);
}

std::optional<PartyId> Network::party_of(LegId leg) const {
  const auto found = bound_.find(leg);
  return found == bound_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<LegId> Network::leg_of(PartyId party) const {
  const auto found = legs_.find(party);
  return found == legs_.end() ? std::nullopt : std::optional(found->second);
}

void Network::carry(std::function<void()> arrival) {
  ++in_flight_;
  loop_.after(latency, [this, arrival = std::move(arrival)] {
    --in_flight_;
    arrival();
  });
}

void Network::to_party(PartyId id, Message message) {
  carry([this, id, message = std::move(message)] { party(id).receive(message); });
}

void Network::sound_to_party(PartyId id, std::optional<Sound> sound) {
  carry([this, id, sound = std::move(sound)] { party(id).hear(sound); });
}

void Network::digit_to_party(PartyId id, char digit) {
  carry([this, id, digit] { party(id).hear_digit(digit); });
}

void Network::to_runtime(PartyId id, Message message) {
  assert(signalling_ != nullptr && "a network carries nothing before it is connected");
  carry([this, id, message = std::move(message)] { signalling_->receive(id, message); });
}

void Network::key_to_runtime(PartyId id, char key) {
  carry([this, id, key] {
    if (const auto leg = leg_of(id)) media_->key_pressed(*leg, key);
  });
}

void Network::voice_to_runtime(PartyId id, std::optional<std::string> text) {
  carry([this, id, text = std::move(text)] {
    if (const auto leg = leg_of(id)) media_->voice_changed(*leg, text);
  });
}

void Network::end_of_media_to_runtime(PartyId id) {
  carry([this, id] {
    if (const auto leg = leg_of(id)) media_->vanished(*leg);
  });
}

void Network::sound_between(PartyId from, PartyId to, std::optional<Sound> sound) {
  carry([this, from, to, sound = std::move(sound)] { party(to).hear_from(from, sound); });
}

std::optional<PartyId> Network::phone_at(const MediaAddress& address) const {
  const auto found = by_address_.find({address.ip, address.port});
  return found == by_address_.end() ? std::nullopt : std::optional(found->second);
}

void Network::tell(const Party& party, const PartyEvent& event) {
  if (observer_ != nullptr) observer_->happened(party, event);
}

}  // namespace tipring::sim
