#include "runtime/control/agent_commands.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

constexpr std::int64_t most_listed = 5'000;
constexpr std::int64_t usually_listed = 1'000;

// So many queues agent.show names.
constexpr std::size_t most_queues = 200;

// Longer reasons are no reasons.
constexpr std::size_t longest_reason = 200;

Result<const Agent*> find_agent(const Distributor& distributor, const std::string& name) {
  const Agent* agent = distributor.find_agent(name);
  if (agent != nullptr && !(agent->removed && agent->in_hand.empty())) return agent;
  NearestName search(name);
  for (const auto& known : distributor.agents()) {
    if (!known->removed) search.offer(known->definition.name);
  }
  return Error{"not-found", "there is no agent \"" + name + "\"" + did_you_mean(search.best())};
}

std::string party_text(const ActionParty& party) {
  if (!party.phone.empty()) return party.phone;
  return party.trunk.empty() ? party.uri : party.number + " by " + party.trunk;
}

// Since when it is in the state that people see.
Instant since_of(Distributor& distributor, const Agent& agent) {
  switch (agent.state()) {
    case AgentState::offline:
    case AgentState::not_ready:
      return agent.since;
    case AgentState::ready:
      return std::max(agent.since, agent.idle_since);
    case AgentState::wrap_up:
      return agent.idle_since;
    case AgentState::offered:
    case AgentState::talking:
      break;
  }
  Instant since = distributor.loop().clock().now();
  for (const OfferHandle handle : agent.in_hand) {
    const Offer* offer = distributor.find_offer(handle);
    if (offer == nullptr) continue;
    const bool serves = offer->state() == OfferState::serving;
    if (serves == (agent.state() == AgentState::talking))
      since = std::min(since, serves ? offer->accepted_at : offer->made_at);
  }
  return since;
}

Json row_of(Distributor& distributor, const Agent& agent) {
  const Clock& clock = distributor.loop().clock();
  const Instant since = since_of(distributor, agent);
  Json row{{"name", agent.definition.name},
           {"state", to_string(agent.state())},
           {"reason", agent.reason.empty() ? Json() : Json(agent.reason)},
           {"since", utc_json(clock, since)},
           {"for", (clock.now() - since).count()},
           {"in_hand", agent.in_hand.size()},
           {"served", agent.served},
           {"talked", agent.talked.count()},
           {"party", party_text(agent.definition.party)},
           {"presence", to_string(agent.presence)}};
  return row;
}

bool may_serve(const Agent& agent, const Queue& queue) {
  const QueueDefinition& definition = queue.definition;
  if (definition.widen.empty()) return meet(agent.definition.skills, definition.needs);
  return std::ranges::any_of(
      definition.widen, [&](const WaitingRing& ring) { return meet(agent.definition.skills, ring.needs); });
}

Result<Json> list_agents(Distributor& distributor, const ControlArguments& arguments) {
  const auto& agents = distributor.agents();
  const auto limit = static_cast<std::size_t>(arguments.integer("limit"));
  const std::string state = arguments.optional_text("state").value_or("");
  const std::string wanted = arguments.optional_text("queue").value_or("");
  const Queue* queue = wanted.empty() ? nullptr : distributor.find_queue(wanted);
  if (!wanted.empty() && queue == nullptr) return Error{"not-found", "there is no queue \"" + wanted + "\""};
  std::size_t at = 0;
  if (const auto after = arguments.optional_text("after")) {
    const Agent* last = distributor.find_agent(*after);
    if (last == nullptr) return Error{"not-found", "there is no agent \"" + *after + "\""};
    at = last->place + 1;
  }
  Json rows = Json::array();
  bool complete = true;
  for (; at < agents.size() && complete; ++at) {
    const Agent& agent = *agents[at];
    if (agent.removed && agent.in_hand.empty()) continue;
    if (!state.empty() && to_string(agent.state()) != state) continue;
    if (queue != nullptr &&
        (std::ranges::find(queue->agents, agent.place) == queue->agents.end() || !may_serve(agent, *queue)))
      continue;
    if (rows.size() == limit) {
      complete = false;
    } else {
      rows.push_back(row_of(distributor, agent));
    }
  }
  return Json{{"agents", std::move(rows)}, {"complete", complete}};
}

Json skills_json(const Skills& skills) {
  Json json = Json::object();
  for (const auto& [skill, level] : skills)
    json[skill] = level;
  return json;
}

// From which wait on it is asked for contacts of the queue; nothing where it never is.
std::optional<Duration> serves_after(const Agent& agent, const QueueDefinition& queue) {
  if (queue.widen.empty())
    return meet(agent.definition.skills, queue.needs) ? std::optional(Duration::zero()) : std::nullopt;
  for (const WaitingRing& ring : queue.widen) {
    if (meet(agent.definition.skills, ring.needs)) return ring.after;
  }
  return std::nullopt;
}

// Every queue that it serves counts, and the first are named.
void add_queues(Json& json, const Agent& agent) {
  Json rows = Json::array();
  std::size_t count = 0;
  for (const Queue* queue : agent.serves) {
    const auto after = serves_after(agent, queue->definition);
    if (!after || ++count > most_queues) continue;
    rows.push_back(
        {{"queue", queue->definition.name}, {"waiting", queue->order.size()}, {"after", after->count()}});
  }
  json["serves"] = count;
  json["queues"] = std::move(rows);
}

Json hands_of(Distributor& distributor, const QueueContacts& contacts, const Agent& agent) {
  const Clock& clock = distributor.loop().clock();
  Json rows = Json::array();
  for (const OfferHandle handle : agent.in_hand) {
    const Offer* offer = distributor.find_offer(handle);
    if (offer == nullptr) continue;
    const bool serves = offer->state() == OfferState::serving;
    const auto caller = contacts.caller_of(offer->contact);
    rows.push_back({{"contact", to_string(offer->contact)},
                    {"caller", caller ? Json(*caller) : Json()},
                    {"queue", offer->queue},
                    {"state", serves ? "served" : "offered"},
                    {"since", utc_json(clock, serves ? offer->accepted_at : offer->made_at)},
                    {"channel", to_string(offer->channel)}});
  }
  return rows;
}

Result<Json> show_agent(Distributor& distributor, const QueueContacts& contacts, const std::string& name) {
  const auto found = find_agent(distributor, name);
  if (!found) return found.error();
  const Agent& agent = *found.value();
  const Clock& clock = distributor.loop().clock();
  Json json = row_of(distributor, agent);
  json["in_hand"] = hands_of(distributor, contacts, agent);
  json["skills"] = skills_json(agent.definition.skills);
  for (const auto& [channel, most] : agent.definition.capacity)
    json["capacity"][std::string(to_string(channel))] = most;
  json["weight"] = agent.definition.weight;
  if (agent.wraps_up) json["wrap_up_until"] = utc_json(clock, agent.wrap_up_until);
  if (agent.missed > 0) json["missed"] = agent.missed;
  if (agent.rests) json["rests"] = true;
  if (agent.removed) json["removed"] = true;
  const char* why_not = agent.why_not(Channel::call);
  json["takes_no_call"] = why_not == nullptr ? Json() : Json(why_not);
  add_queues(json, agent);
  return Json{{"agent", std::move(json)}};
}

Result<Json> set_agent(Distributor& distributor, const ControlArguments& arguments) {
  const std::string& name = arguments.text("agent");
  const auto found = find_agent(distributor, name);
  if (!found) return found.error();
  const Agent& agent = *found.value();
  if (agent.removed)
    return Error{"wrong-state",
                 "the site has no agent \"" + name + "\" any more: it goes when its hands are empty"};
  const Presence presence = parse_presence(arguments.text("presence")).value_or(Presence::offline);
  const std::string reason = arguments.optional_text("reason").value_or("");
  if (!reason.empty() && presence != Presence::not_ready)
    return Error{"invalid-params", "only who is not-ready has a reason"};
  if (reason.size() > longest_reason)
    return Error{"invalid-params", "a reason has " + std::to_string(longest_reason) + " bytes at most"};
  Json answer{{"name", name}, {"was", to_string(agent.presence)}};
  const bool dry_run = arguments.boolean("dry_run");
  if (!dry_run) {
    if (auto set = distributor.set_presence(name, presence, reason, "operator"); !set) return set.error();
  }
  answer["presence"] = to_string(agent.presence);
  answer["reason"] = agent.reason.empty() ? Json() : Json(agent.reason);
  answer["state"] = to_string(agent.state());
  answer["set"] = !dry_run;
  return answer;
}

// What keeps it from being offered contacts, in words of people; what it serves is apart.
std::vector<std::string> held_by(const Agent& agent) {
  std::vector<std::string> what;
  if (agent.offered > 0) what.emplace_back(agent.offered == 1 ? "offer" : "offers");
  if (agent.wraps_up) what.emplace_back("wrap-up");
  if (agent.rests) what.emplace_back("rest");
  return what;
}

Error not_held(const Agent& agent) {
  std::string text = "agent \"" + agent.definition.name + "\" is " + std::string(to_string(agent.state()));
  if (!agent.reason.empty()) text += " (" + agent.reason + ")";
  text += ": there is nothing to release it from";
  if (agent.presence != Presence::ready) text += "; agent.set makes it ready";
  return {"wrong-state", text};
}

// A contact that the floor knows is ended, and its end reaches the agent in its own time; of one that it does
// not know nothing else will come.
Result<Json> release_agent(Distributor& distributor, const QueueContacts& contacts,
                           const ControlArguments& arguments) {
  const std::string& name = arguments.text("agent");
  const auto found = find_agent(distributor, name);
  if (!found) return found.error();
  const Agent& agent = *found.value();
  std::vector<ContactId> served;
  for (const OfferHandle handle : agent.in_hand) {
    const Offer* offer = distributor.find_offer(handle);
    if (offer != nullptr && offer->state() == OfferState::serving) served.push_back(offer->contact);
  }
  const bool hang_up = arguments.boolean("hang_up");
  if (!served.empty() && !hang_up)
    return Error{"wrong-state",
                 "agent \"" + name + "\" serves " + to_string(served.front()) + ": hang_up ends that, too"};
  std::vector<std::string> ended = held_by(agent);
  if (ended.empty() && served.empty()) return not_held(agent);
  Json answer{{"name", name}, {"was", to_string(agent.state())}};
  Json hung_up = Json::array();
  for (const ContactId contact : served)
    hung_up.push_back(to_string(contact));
  const bool dry_run = arguments.boolean("dry_run");
  if (!dry_run) {
    for (const ContactId contact : served) {
      // One that is ending already needs no more.
      if (contacts.caller_of(contact)) static_cast<void>(contacts.hang_up(contact));
    }
    if (auto done = distributor.release(name, hang_up, "operator"); !done) return done.error();
  }
  answer["ended"] = ended;
  answer["hung_up"] = std::move(hung_up);
  answer["state"] = to_string(agent.state());
  answer["released"] = !dry_run;
  return answer;
}

ControlParameter agent_parameter() {
  return {.name = "agent", .required = true, .doc = "The agent's name."};
}

ControlParameter dry_run_parameter() {
  return {.name = "dry_run",
          .type = ControlType::boolean,
          .doc = "Only check that it could be done.",
          .fallback = false};
}

}  // namespace

void add_agent_commands(Control& control, Distributor& distributor, QueueContacts given) {
  const auto contacts = std::make_shared<const QueueContacts>(std::move(given));
  control.add(ControlMethod{
      "agent.list",
      "The agents, in the order in which the site defines them.",
      {{.name = "limit",
        .type = ControlType::integer,
        .doc = "How many at most.",
        .fallback = usually_listed,
        .lowest = 1,
        .highest = most_listed},
       {.name = "after", .doc = "Only agents behind this one."},
       {.name = "state",
        .doc = "Only agents in this state.",
        .choices = {"offline", "not-ready", "ready", "offered", "talking", "wrap-up"}},
       {.name = "queue", .doc = "Only agents that may serve this queue."}},
      [&distributor](const ControlArguments& arguments) { return list_agents(distributor, arguments); }});
  control.add(ControlMethod{"agent.show",
                            "Everything about one agent.",
                            {agent_parameter()},
                            [&distributor, contacts](const ControlArguments& arguments) {
                              return show_agent(distributor, *contacts, arguments.text("agent"));
                            }});
  control.add(ControlMethod{
      "agent.set",
      "Makes an agent ready, not ready or offline, as it could itself.",
      {agent_parameter(),
       {.name = "presence",
        .required = true,
        .doc = "What it is from now on.",
        .choices = {"ready", "not-ready", "offline"}},
       {.name = "reason", .doc = "Why it is not ready."},
       dry_run_parameter()},
      [&distributor](const ControlArguments& arguments) { return set_agent(distributor, arguments); }});
  control.add(ControlMethod{
      "agent.release",
      "Ends what keeps an agent from being offered contacts: wrap-up, rest, offers that are open.",
      {agent_parameter(),
       {.name = "hang_up",
        .type = ControlType::boolean,
        .doc = "Ends the contacts that it serves, too.",
        .fallback = false},
       dry_run_parameter()},
      [&distributor, contacts](const ControlArguments& arguments) {
        return release_agent(distributor, *contacts, arguments);
      }});
}

}  // namespace tipring
