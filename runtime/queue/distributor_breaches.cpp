#include <algorithm>
#include <set>
#include <string>

#include "runtime/queue/distributor.h"
#include "runtime/queue/told_alone.h"

namespace tipring {

std::vector<std::string> Distributor::breaches() {
  std::vector<std::string> texts;
  for (Breach& each : look_for_breaches())
    texts.push_back(std::move(each.text));
  return texts;
}

std::vector<Breach> Distributor::look_for_breaches() {
  std::vector<Breach> breaches;
  std::size_t in_hand = 0;
  for (const auto& agent : agents_) {
    const std::string name = "agent \"" + agent->definition.name + "\"";
    const auto breach = [&](std::string text) {
      breaches.push_back({std::move(text), agent->definition.name});
    };
    int open = 0;
    std::map<Channel, int> used;
    for (const OfferHandle handle : agent->in_hand) {
      const Offer* offer = offers_.find(handle);
      if (offer == nullptr) {
        breach(name + " has an offer in hand that is over");
        continue;
      }
      open += offer->state() == OfferState::open ? 1 : 0;
      ++used[offer->channel];
      if (offer->agent != agent->place) breach(name + " has another agent's offer in hand");
    }
    in_hand += agent->in_hand.size();
    if (open != agent->offered) breach(name + " counts its open offers wrongly");
    for (const auto& [channel, count] : used) {
      const auto most = agent->definition.capacity.find(channel);
      if (agent->used[channel] != count) breach(name + " counts its contacts wrongly");
      if (channel == Channel::call && count > 1) breach(name + " has two calls");
      if (!agent->removed && most != agent->definition.capacity.end() && count > most->second)
        breach(name + " has more contacts than it may");
    }
    if (open > 0 && agent->presence != Presence::ready) breach(name + " is offered a contact and is not ready");
    if (agent->wraps_up && agent->wrap_up_until < loop_.clock().now()) breach(name + " wraps up for ever");
  }
  if (in_hand != offers_.size()) breaches.push_back({"offers that no agent has in hand"});
  offers_.for_each([&](OfferHandle handle, const Offer& offer) {
    const Waiting* waiting = find_waiting(offer.contact);
    const std::string name = "offer " + std::to_string(offer.number);
    const auto breach = [&](std::string text) {
      breaches.push_back({std::move(text), agents_[offer.agent]->definition.name, offer.contact});
    };
    if (offer.state() == OfferState::serving) {
      if (waiting != nullptr) breach(name + " is served, and its contact waits");
      return;
    }
    if (waiting == nullptr) return breach(name + " is open, and its contact does not wait");
    const auto& theirs = waiting->offers;
    if (std::find(theirs.begin(), theirs.end(), handle) == theirs.end())
      breach(name + " is open, and its contact does not know");
  });
  std::size_t in_order = 0;
  for (const auto& [name, queue] : queues_) {
    in_order += queue->order.size();
    for (const Waiting* waiting : queue->order) {
      const std::string who = "contact " + to_string(waiting->contact);
      const auto breach = [&](std::string text) {
        breaches.push_back({.text = std::move(text), .contact = waiting->contact});
      };
      if (waiting->queue != queue.get()) breach(who + " waits in another queue than it knows");
      if (waiting->away) {
        if (waiting->line != nullptr || !waiting->offers.empty()) breach(who + " is away, and is offered");
        continue;
      }
      if ((waiting->line == nullptr) == waiting->offers.empty())
        breach(who + (waiting->line == nullptr ? " neither waits in line nor is offered"
                                               : " waits in line and is offered"));
      const bool all_ring = queue->definition.strategy == Strategy::ring_all && !waiting->sticks_to &&
                            !is_told_alone(*waiting, offers_);
      if (waiting->line == nullptr && !all_ring) continue;
      // Those behind the first of a line want the same.
      if (waiting->line != nullptr && *waiting->line->order.begin() != waiting) continue;
      std::optional<Needs> needs;
      for (const std::size_t place : queue->agents) {
        const Agent& agent = *agents_[place];
        if (!agent.free_for(waiting->channel)) continue;
        if (!needs) needs = needs_of(*waiting);
        const bool may =
            waiting->sticks_to ? *waiting->sticks_to == place : meet(agent.definition.skills, *needs);
        if (may) breach(who + " waits although agent \"" + agent.definition.name + "\" is free");
      }
    }
  }
  if (in_order != waiting_.size()) breaches.push_back({"contacts that wait in no queue"});
  return breaches;
}

}  // namespace tipring
