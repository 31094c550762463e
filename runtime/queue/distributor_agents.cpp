#include <algorithm>
#include <utility>

#include "runtime/queue/distributor.h"

namespace tipring {
namespace {

// The reason of an agent that could not be called.
constexpr std::string_view unreachable_reason = "unreachable";

Error no_agent(const std::string& name) {
  return {"not-found", "there is no agent \"" + name + "\""};
}

}  // namespace

Agent* Distributor::agent_named(std::string_view name) {
  const auto found = agents_by_name_.find(std::string(name));
  return found == agents_by_name_.end() ? nullptr : agents_[found->second].get();
}

void Distributor::write_agent(const Agent& agent, std::string_view by) {
  Fields fields{{"agent", agent.definition.name}, {"state", std::string(to_string(agent.state()))}};
  if (agent.presence == Presence::not_ready && !agent.reason.empty())
    fields.emplace_back("reason", agent.reason);
  if (agent.state() != AgentState::offline && agent.presence != Presence::ready)
    fields.emplace_back("presence", std::string(to_string(agent.presence)));
  if (agent.wraps_up)
    fields.emplace_back("wrap_up", std::int64_t{(agent.wrap_up_until - loop_.clock().now()).count() / 1000});
  if (!by.empty()) fields.emplace_back("by", std::string(by));
  ledger_.write({.kind = EntryKind::agent_changed, .fields = std::move(fields)});
}

Result<void> Distributor::set_presence(const std::string& name, Presence presence, std::string reason,
                                       const std::string& by) {
  Agent* agent = agent_named(name);
  if (agent == nullptr || agent->removed) return no_agent(name);
  enter_presence(*agent, presence, std::move(reason), by);
  settle();
  return {};
}

// Who talks goes on talking, and is then as it has said; an offer that is open is taken back.
void Distributor::enter_presence(Agent& agent, Presence presence, std::string reason, std::string_view by) {
  if (agent.presence == presence && agent.reason == reason && !(presence == Presence::ready && agent.rests))
    return;
  const Instant now = loop_.clock().now();
  if (agent.presence == Presence::offline && presence != Presence::offline) {
    agent.served = 0;
    agent.talked = {};
  }
  agent.presence = presence;
  agent.reason = presence == Presence::not_ready ? std::move(reason) : std::string();
  agent.since = now;
  end_rest(agent);
  agent.missed = 0;
  if (presence == Presence::offline) {
    loop_.cancel(std::exchange(agent.wrap_up, {}));
    agent.wraps_up = false;
  }
  write_agent(agent, by);
  if (presence == Presence::ready) {
    agent.idle_since = now;
    becomes_free(agent);
    return;
  }
  for (const OfferHandle handle : std::vector<OfferHandle>(agent.in_hand)) {
    const Offer* offer = offers_.find(handle);
    if (offer == nullptr || offer->state() != OfferState::open) continue;
    const ContactId contact = offer->contact;
    withdraw(handle, to_string(presence));
    const auto found = waiting_.find(contact);
    if (found != waiting_.end() && found->second->line == nullptr && found->second->offers.empty()) {
      stand_in_line(*found->second);
      find_agents(*found->second);
    }
  }
  if (presence == Presence::offline) leave_without_agents(agent);
}

void Distributor::leave_without_agents(const Agent& agent) {
  std::vector<Waiting*> leave;
  for (const Queue* queue : agent.serves) {
    const auto& overflow = queue->definition.overflow;
    if (!overflow || !overflow->no_agents || queue->order.empty()) continue;
    if (figures(*queue).logged_in == 0) leave.insert(leave.end(), queue->order.begin(), queue->order.end());
  }
  for (Waiting* waiting : leave)
    depart(*waiting, Departure::overflow, waiting->queue->definition.overflow->go);
}

Result<void> Distributor::finish_wrap_up(const std::string& name, const std::string& by) {
  Agent* agent = agent_named(name);
  if (agent == nullptr) return no_agent(name);
  if (!agent->wraps_up)
    return Error{"wrong-state",
                 "agent \"" + name + "\" does not wrap up, but is " + std::string(to_string(agent->state()))};
  end_wrap_up(*agent, by);
  settle();
  return {};
}

void Distributor::reachable(const ActionParty& party) {
  for (const auto& agent : agents_) {
    if (!agent->removed && agent->definition.party == party && agent->presence == Presence::not_ready &&
        agent->reason == unreachable_reason)
      enter_presence(*agent, Presence::ready, {}, "reachable again");
  }
  settle();
}

void Distributor::begin_wrap_up(Agent& agent, Duration length) {
  agent.idle_since = loop_.clock().now();
  if (length == Duration::zero() || agent.presence == Presence::offline) return becomes_free(agent);
  agent.wraps_up = true;
  agent.wrap_up_until = loop_.clock().now() + length;
  loop_.cancel(agent.wrap_up);
  agent.wrap_up = loop_.after(length, [this, place = agent.place] {
    end_wrap_up(*agents_[place], {});
    settle();
  });
  write_agent(agent, {});
}

void Distributor::end_wrap_up(Agent& agent, std::string_view by) {
  loop_.cancel(std::exchange(agent.wrap_up, {}));
  agent.wraps_up = false;
  agent.idle_since = loop_.clock().now();
  write_agent(agent, by);
  becomes_free(agent);
}

void Distributor::begin_rest(Agent& agent, Duration length) {
  loop_.cancel(agent.rest);
  agent.rests = true;
  agent.rest = loop_.after(length, [this, place = agent.place] {
    end_rest(*agents_[place]);
    becomes_free(*agents_[place]);
    settle();
  });
}

void Distributor::end_rest(Agent& agent) {
  loop_.cancel(std::exchange(agent.rest, {}));
  agent.rests = false;
}

void Distributor::becomes_free(Agent& agent) {
  freed_.push_back(agent.place);
}

// Whoever waits is found for those who have become free once what led to that is done.
void Distributor::settle() {
  while (!freed_.empty()) {
    const std::size_t place = freed_.back();
    freed_.pop_back();
    find_contact(*agents_[place]);
  }
}

}  // namespace tipring
