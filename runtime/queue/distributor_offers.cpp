#include <algorithm>
#include <cassert>
#include <utility>

#include "runtime/queue/distributor.h"

namespace tipring {
namespace {

// How often a rest doubles at most.
constexpr int most_doublings = 5;

std::int64_t milliseconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

void Distributor::offer(Waiting& waiting, Agent& agent, Fields why) {
  const QueueDefinition& queue = waiting.queue->definition;
  waiting.queue->history.note_taken(loop_.clock().now());
  step_out(waiting);
  Offer made;
  made.contact = waiting.contact;
  made.agent = agent.place;
  made.queue = queue.name;
  made.channel = waiting.channel;
  made.made_at = loop_.clock().now();
  made.number = ++offers_made_;
  Fields fields{{"offer", made.number}, {"queue", queue.name}, {"agent", agent.definition.name}};
  fields.insert(fields.end(), std::make_move_iterator(why.begin()), std::make_move_iterator(why.end()));
  ledger_.write({.kind = EntryKind::offer_made, .contact = waiting.contact, .fields = std::move(fields)});
  const OfferHandle handle = offers_.insert(std::move(made));
  offers_.find(handle)->timer = loop_.after(
      queue.ring_time, [this, handle] { missed(handle, OfferEnd::no_answer, "no answer in time"); });
  waiting.offers.push_back(handle);
  agent.in_hand.push_back(handle);
  ++agent.offered;
  ++agent.used[waiting.channel];
  presenters_[waiting.channel]->present(handle, *offers_.find(handle), agent.definition);
}

void Distributor::take_from_hand(Agent& agent, OfferHandle handle, Channel channel) {
  std::erase(agent.in_hand, handle);
  --agent.used[channel];
}

Offer Distributor::close(OfferHandle handle, OfferEnd end, std::string_view why) {
  Offer offer = *offers_.take(handle);
  loop_.cancel(offer.timer);
  offer.enter(OfferState::ended);
  Agent& agent = *agents_[offer.agent];
  --agent.offered;
  take_from_hand(agent, handle, offer.channel);
  if (const auto found = waiting_.find(offer.contact); found != waiting_.end())
    std::erase(found->second->offers, handle);
  Fields fields{{"offer", offer.number},
                {"agent", agent.definition.name},
                {"end", std::string(to_string(end))},
                {"ms", milliseconds(loop_.clock().now() - offer.made_at)}};
  if (!why.empty()) fields.emplace_back("why", std::string(why));
  ledger_.write({.kind = EntryKind::offer_ended, .contact = offer.contact, .fields = std::move(fields)});
  return offer;
}

void Distributor::withdraw(OfferHandle handle, std::string_view why) {
  const Offer offer = close(handle, OfferEnd::withdrawn, why);
  presenters_[offer.channel]->withdraw(handle, offer);
  freed_.push_back(offer.agent);
}

void Distributor::withdraw_all(Waiting& waiting, std::string_view why) {
  for (const OfferHandle handle : std::vector<OfferHandle>(waiting.offers))
    withdraw(handle, why);
}

void Distributor::answered(OfferHandle handle, bool alone) {
  Offer* offer = offers_.find(handle);
  if (offer == nullptr || offer->state() != OfferState::open) return;
  loop_.cancel(std::exchange(offer->timer, {}));
  ledger_.write({.kind = EntryKind::offer_answered,
                 .contact = offer->contact,
                 .fields = {{"offer", offer->number}, {"agent", agents_[offer->agent]->definition.name}}});
  if (!alone) return;
  for (const OfferHandle other : std::vector<OfferHandle>(waiting_.at(offer->contact)->offers)) {
    if (other != handle) withdraw(other, "another agent has answered");
  }
  settle();
}

bool Distributor::accepted(OfferHandle handle) {
  Offer* offer = offers_.find(handle);
  if (offer == nullptr || offer->state() != OfferState::open) return false;
  Agent& agent = *agents_[offer->agent];
  Waiting& waiting = *waiting_.at(offer->contact);
  loop_.cancel(std::exchange(offer->timer, {}));
  offer->enter(OfferState::serving);
  offer->accepted_at = loop_.clock().now();
  --agent.offered;
  agent.missed = 0;
  ++agent.served;
  std::erase(waiting.offers, handle);
  ledger_.write({.kind = EntryKind::offer_ended,
                 .contact = offer->contact,
                 .fields = {{"offer", offer->number},
                            {"agent", agent.definition.name},
                            {"end", std::string(to_string(OfferEnd::accepted))},
                            {"ms", milliseconds(offer->accepted_at - offer->made_at)}}});
  remember_served(waiting, agent, offer->accepted_at);
  remove(waiting, Departure::answered, std::nullopt);
  settle();
  return true;
}

void Distributor::missed(OfferHandle handle, OfferEnd how, std::string_view why) {
  const Offer* open = offers_.find(handle);
  if (open == nullptr || open->state() != OfferState::open) return;
  const bool ours = how == OfferEnd::no_answer;  // The presenter does not know of our time-out.
  const Offer offer = close(handle, how, why);
  if (ours) presenters_[offer.channel]->withdraw(handle, offer);
  Agent& agent = *agents_[offer.agent];
  Waiting& waiting = *waiting_.at(offer.contact);
  if (waiting.sticks_to == offer.agent) waiting.sticks_to.reset();
  note_missed(agent, waiting.queue->definition.missed, how);
  // Of a ring-all, the others still ring.
  if (waiting.offers.empty()) {
    stand_in_line(waiting);
    find_agents(waiting);
  }
  settle();
}

void Distributor::note_missed(Agent& agent, const MissedOffers& rule, OfferEnd how) {
  ++agent.missed;
  if (how == OfferEnd::unreachable) return enter_presence(agent, Presence::not_ready, "unreachable", "tipring");
  if (rule.not_ready_after > 0 && agent.missed >= rule.not_ready_after)
    return enter_presence(agent, Presence::not_ready, std::string(to_string(how)), "tipring");
  begin_rest(agent, rule.rest * (1 << std::min(agent.missed - 1, most_doublings)));
}

void Distributor::served(OfferHandle handle) {
  const Offer* serving = offers_.find(handle);
  if (serving == nullptr || serving->state() != OfferState::serving) return;
  Offer offer = *offers_.take(handle);
  offer.enter(OfferState::ended);
  Agent& agent = *agents_[offer.agent];
  take_from_hand(agent, handle, offer.channel);
  const Duration talked = loop_.clock().now() - offer.accepted_at;
  agent.talked += talked;
  ledger_.write({.kind = EntryKind::offer_served,
                 .contact = offer.contact,
                 .fields = {{"offer", offer.number},
                            {"agent", agent.definition.name},
                            {"queue", offer.queue},
                            {"ms", milliseconds(talked)}}});
  const auto queue = queues_.find(offer.queue);
  Duration wrap_up{};
  if (queue != queues_.end()) {
    wrap_up = queue->second->definition.wrap_up;
    queue->second->history.note_served(talked + wrap_up);
  }
  begin_wrap_up(agent, wrap_up);
  settle();
}

}  // namespace tipring
