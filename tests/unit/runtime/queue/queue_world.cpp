#include "queue_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tipring {

AgentDefinition agent(const std::string& name, Skills skills) {
  return {.name = name, .party = {.uri = "sip:" + name + "@sim"}, .skills = std::move(skills)};
}

QueueDefinition queue(const std::string& name, Needs needs) {
  return {.name = name, .needs = std::move(needs)};
}

QueueWorld::QueueWorld(DistributionPlan plan, std::uint64_t seed)
    : chance(seed), distributor({loop, ledger, chance}, std::move(plan)) {
  distributor.present_by(Channel::call, *this);
  loop.at_turn_end([this] {
    ASSERT_TRUE(ledger.commit().ok());
    for (std::string& breach : distributor.breaches())
      breaches.push_back(std::move(breach));
  });
}

int QueueWorld::enter(const std::string& name, int priority, const std::string& customer, Needs needs) {
  const int contact = ++contacts;
  EXPECT_TRUE(distributor
                  .enter({.contact = id(contact),
                          .queue = name,
                          .priority = priority,
                          .needs = std::move(needs),
                          .customer = customer})
                  .ok());
  run({});
  return contact;
}

void QueueWorld::set(const std::string& name, Presence presence, const std::string& reason) {
  EXPECT_TRUE(distributor.set_presence(name, presence, reason, name).ok());
  run({});
}

void QueueWorld::run(Duration time) {
  loop.post([] {});
  run_virtual(loop, clock, clock.now() + time);
}

std::string QueueWorld::rings_for(int contact) const {
  std::string names;
  for (const Held& each : held) {
    if (each.contact == id(contact) && !each.accepted) names += (names.empty() ? "" : " ") + each.agent;
  }
  return names;
}

std::string QueueWorld::story_of(int contact) const {
  const auto departed = departures.find(id(contact));
  if (departed != departures.end()) return departed->second;
  for (const Held& each : held) {
    if (each.contact == id(contact) && each.accepted) return "served by " + each.agent;
  }
  return distributor.find_waiting(id(contact)) != nullptr ? "waits" : "gone";
}

OfferHandle QueueWorld::offer_to(const std::string& name) const {
  const auto found =
      std::find_if(held.begin(), held.end(), [&](const Held& each) { return each.agent == name; });
  return found == held.end() ? OfferHandle{} : found->offer;
}

void QueueWorld::accept(const std::string& name) {
  const OfferHandle offer = offer_to(name);
  EXPECT_TRUE(distributor.accepted(offer)) << name << " has no offer to accept";
  for (Held& each : held)
    each.accepted = each.accepted || each.offer == offer;
  run({});
}

void QueueWorld::refuse(const std::string& name) {
  const OfferHandle offer = offer_to(name);
  std::erase_if(held, [&](const Held& each) { return each.offer == offer; });
  distributor.missed(offer, OfferEnd::refused, "486 Busy Here");
  run({});
}

void QueueWorld::finish(const std::string& name) {
  const OfferHandle offer = offer_to(name);
  std::erase_if(held, [&](const Held& each) { return each.offer == offer; });
  distributor.served(offer);
  run({});
}

std::string QueueWorld::state(const std::string& name) const {
  const Agent* found = distributor.find_agent(name);
  if (found == nullptr) return "none";
  std::string text(to_string(found->state()));
  if (found->state() == AgentState::not_ready && !found->reason.empty()) text += " (" + found->reason + ")";
  return text;
}

void QueueWorld::present(OfferHandle offer, const Offer& what, const AgentDefinition& definition) {
  held.push_back({offer, definition.name, what.contact});
}

void QueueWorld::withdraw(OfferHandle offer, const Offer& /*what*/) {
  std::erase_if(held, [&](const Held& each) { return each.offer == offer; });
}

void QueueWorld::departed(ContactId contact, Departure why, const std::optional<Action>& go) {
  departures[contact] = std::string(to_string(why)) + (go ? " to " + to_text(*go) : "");
}

}  // namespace tipring
