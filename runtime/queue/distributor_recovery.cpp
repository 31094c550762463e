#include <algorithm>
#include <utility>

#include "runtime/queue/distributor.h"

namespace tipring {
namespace {

std::string text_of(const Entry& entry, std::string_view name) {
  const auto* text = entry.field<std::string>(name);
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_of(const Entry& entry, std::string_view name) {
  const auto* number = entry.field<std::int64_t>(name);
  return number == nullptr ? 0 : *number;
}

Duration milliseconds_of(const Entry& entry, std::string_view name) {
  return std::chrono::milliseconds(number_of(entry, name));
}

}  // namespace

void Distributor::replay(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::queue_entered:
      return replay_entered(entry);
    case EntryKind::queue_left:
      return replay_left(entry);
    case EntryKind::queue_moved:
      return replay_moved(entry);
    case EntryKind::queue_drained:
      if (const bool* on = entry.field<bool>("on")) queue_of(entry).drains = *on;
      return;
    case EntryKind::offer_made:
      return replay_offer(entry);
    case EntryKind::offer_ended:
    case EntryKind::offer_served:
      return replay_offer_end(entry);
    case EntryKind::agent_changed:
      return replay_agent(entry);
    case EntryKind::contact_ended:
      kept_places_.erase(entry.contact);
      if (const auto found = waiting_.find(entry.contact); found != waiting_.end()) forget(*found->second);
      return;
    default:
      return;
  }
}

// When it was on the time line of this run, by the clocks of both. Never in the future, whoever has set a
// clock.
Instant Distributor::instant_of(UtcTime time) const {
  const Clock& clock = loop_.clock();
  return clock.now() - std::max<Duration>(clock.utc() - time, Duration::zero());
}

// One that the site has no more drains: who waits in it is still served by whoever may.
Queue& Distributor::queue_of(const Entry& entry) {
  const std::string name = text_of(entry, "queue");
  auto& queue = queues_[name];
  if (!queue) {
    queue = std::make_unique<Queue>(QueueDefinition{.name = name});
    queue->removed = true;
    configure_queue(*queue);
  }
  return *queue;
}

OfferHandle Distributor::offer_of(const Entry& entry) {
  const std::int64_t number = number_of(entry, "offer");
  OfferHandle found;
  offers_.for_each([&](OfferHandle handle, const Offer& offer) {
    if (offer.number == number) found = handle;
  });
  return found;
}

void Distributor::replay_entered(const Entry& entry) {
  if (waiting_.contains(entry.contact)) return;
  auto owned = std::make_unique<Waiting>();
  Waiting& waiting = *owned;
  waiting.contact = entry.contact;
  waiting.queue = &queue_of(entry);
  waiting.channel = text_of(entry, "channel") == to_string(Channel::chat) ? Channel::chat : Channel::call;
  waiting.priority = static_cast<int>(number_of(entry, "priority"));
  waiting.needs = parse_needs(text_of(entry, "needs"));
  waiting.customer = text_of(entry, "customer");
  waiting.entered = instant_of(entry.at);
  waiting.since = waiting.entered - milliseconds_of(entry, "waited");
  waiting.place =
      place_of(waiting.priority, waiting.since, waiting.queue->definition.priority_ages, next_number());
  waiting.away = true;
  kept_places_.erase(entry.contact);
  if (!waiting.customer.empty()) cut_off_.forget({waiting.queue->definition.name, waiting.customer});
  waiting.queue->order.insert(&waiting);
  waiting_.emplace(entry.contact, std::move(owned));
}

void Distributor::replay_left(const Entry& entry) {
  const auto found = waiting_.find(entry.contact);
  if (found == waiting_.end()) return;
  Waiting& waiting = *found->second;
  const QueueDefinition& queue = waiting.queue->definition;
  const std::string why = text_of(entry, "why");
  const bool abandoned = why == to_string(Departure::abandoned);
  waiting.queue->history.note_waited(milliseconds_of(entry, "waited"), abandoned);
  if (abandoned) remember_cut_off(waiting, instant_of(entry.at));
  if (why == to_string(Departure::overflow) && queue.overflow && queue.overflow->keeps_place)
    kept_places_.insert_or_assign(entry.contact, std::pair(queue.name, waiting.since));
  forget(waiting);
}

void Distributor::replay_moved(const Entry& entry) {
  const auto found = waiting_.find(entry.contact);
  if (found == waiting_.end()) return;
  Waiting& waiting = *found->second;
  const auto position = static_cast<int>(number_of(entry, "position"));
  waiting.queue->order.erase(&waiting);
  waiting.queue = &queue_of(entry);
  waiting.place =
      place_of(waiting.priority, waiting.since, waiting.queue->definition.priority_ages, next_number());
  if (position > 0 && !waiting.queue->order.empty()) waiting.place = place_at(*waiting.queue, position);
  waiting.queue->order.insert(&waiting);
}

void Distributor::replay_offer(const Entry& entry) {
  const Agent* known = find_agent(text_of(entry, "agent"));
  const std::int64_t number = number_of(entry, "offer");
  offers_made_ = std::max(offers_made_, number);
  if (known == nullptr) return;
  Agent& agent = *agents_[known->place];
  Offer offer;
  offer.contact = entry.contact;
  offer.agent = agent.place;
  offer.queue = text_of(entry, "queue");
  offer.made_at = instant_of(entry.at);
  offer.number = number;
  if (const Waiting* waiting = find_waiting(entry.contact)) offer.channel = waiting->channel;
  const OfferHandle handle = offers_.insert(std::move(offer));
  agent.in_hand.push_back(handle);
  ++agent.offered;
  ++agent.used[offers_.find(handle)->channel];
}

void Distributor::replay_offer_end(const Entry& entry) {
  const OfferHandle handle = offer_of(entry);
  Offer* offer = offers_.find(handle);
  if (offer == nullptr) return;
  Agent& agent = *agents_[offer->agent];
  if (offer->state() == OfferState::open) --agent.offered;
  const std::string end = text_of(entry, "end");
  if (entry.kind == EntryKind::offer_ended && end == to_string(OfferEnd::accepted)) {
    offer->enter(OfferState::serving);
    offer->accepted_at = instant_of(entry.at);
    agent.missed = 0;
    ++agent.served;
    if (const Waiting* waiting = find_waiting(entry.contact))
      remember_served(*waiting, agent, offer->accepted_at);
    return;
  }
  if (entry.kind == EntryKind::offer_served) {
    agent.talked += milliseconds_of(entry, "ms");
    agent.idle_since = instant_of(entry.at);
    if (const auto queue = queues_.find(offer->queue); queue != queues_.end())
      queue->second->history.note_served(milliseconds_of(entry, "ms") + queue->second->definition.wrap_up);
  } else if (end != to_string(OfferEnd::withdrawn)) {
    ++agent.missed;
  }
  take_from_hand(agent, handle, offer->channel);
  offers_.erase(handle);
}

void Distributor::replay_agent(const Entry& entry) {
  Agent* agent = agent_named(text_of(entry, "agent"));
  if (agent == nullptr) return;
  const std::string state = text_of(entry, "state");
  const Presence before = agent->presence;
  if (const auto presence = parse_presence(text_of(entry, "presence"))) {
    agent->presence = *presence;
  } else {
    agent->presence = state == to_string(AgentState::offline) ? Presence::offline : Presence::ready;
  }
  agent->reason = agent->presence == Presence::not_ready ? text_of(entry, "reason") : std::string();
  agent->missed = 0;
  if (agent->presence != before) {
    agent->since = agent->idle_since = instant_of(entry.at);
    if (before == Presence::offline) {
      agent->served = 0;
      agent->talked = {};
    }
  }
  agent->wraps_up = state == to_string(AgentState::wrap_up);
  agent->wrap_up_until = instant_of(entry.at) + milliseconds_of(entry, "wrap_up");
  if (agent->wraps_up) agent->idle_since = instant_of(entry.at);
}

// Without a word to anybody.
void Distributor::forget(Waiting& waiting) {
  step_out(waiting);
  waiting.queue->order.erase(&waiting);
  waiting_.erase(waiting.contact);
}

void Distributor::resume() {
  std::vector<OfferHandle> open;
  offers_.for_each([&](OfferHandle handle, const Offer& offer) {
    if (offer.state() == OfferState::open) open.push_back(handle);
  });
  for (const OfferHandle handle : open)
    static_cast<void>(close(handle, OfferEnd::withdrawn, "restart"));
  for (const auto& agent : agents_) {
    if (agent->wraps_up) {
      const Duration left = std::max(agent->wrap_up_until - loop_.clock().now(), Duration::zero());
      agent->wrap_up = loop_.after(left, [this, place = agent->place] {
        end_wrap_up(*agents_[place], {});
        settle();
      });
    }
  }
  drop_removed();
}

std::vector<ContactId> Distributor::away() const {
  std::vector<ContactId> away;
  for (const auto& [contact, waiting] : waiting_) {
    if (waiting->away) away.push_back(contact);
  }
  std::sort(away.begin(), away.end());
  return away;
}

std::vector<ContactId> Distributor::to_be_resumed() {
  std::vector<ContactId> contacts = away();
  offers_.for_each([&](OfferHandle, const Offer& offer) {
    if (offer.state() == OfferState::serving) contacts.push_back(offer.contact);
  });
  return contacts;
}

void Distributor::returned(ContactId contact) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end() || !found->second->away) return;
  Waiting& waiting = *found->second;
  waiting.away = false;
  set_timers(waiting);
  stand_in_line(waiting);
  find_agents(waiting);
  settle();
}

OfferHandle Distributor::serving(ContactId contact) {
  OfferHandle serving;
  offers_.for_each([&](OfferHandle handle, const Offer& offer) {
    if (offer.contact == contact && offer.state() == OfferState::serving) serving = handle;
  });
  return serving;
}

}  // namespace tipring
