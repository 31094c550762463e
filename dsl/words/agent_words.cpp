#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/words/contact_attributes.h"
#include "dsl/words/defining.h"
#include "dsl/words/places_to_go.h"
#include "dsl/words/position.h"
#include "dsl/words/skill_tables.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

int agent(WordCall& call) {
  std::string name = call.text("name");
  if (name.empty()) call.mistake("needs a name");
  only_while_loading(call);
  call.host<Host>().definitions.used_names.push_back({"agent", name, position_of_caller(call.lua())});
  push_object(call.lua(), "agent", AgentObject{std::move(name)});
  return 1;
}

int define_agent(WordCall& call) {
  auto& agents = call.host<Host>().definitions.agents;
  const std::string& name = object_at<AgentObject>(call.lua(), call.self(), "agent")->name;
  refuse_second(call, agents, "agent", name);
  SiteAgent agent{.place = agents.size(), .position = position_of_caller(call.lua())};
  agent.agent.name = name;
  agent.agent.party = party_at(call, call.index_of("at"), "at");
  if (call.has("skills")) agent.agent.skills = skills_at(call, call.index_of("skills"), "skills");
  agent.agent.capacity.clear();
  for (const auto& [channel, option, usual] :
       {std::tuple(Channel::call, "calls", 1), std::tuple(Channel::chat, "chats", 0)}) {
    if (const auto most = static_cast<int>(call.whole(option, usual)); most > 0)
      agent.agent.capacity.emplace(channel, most);
  }
  agent.agent.weight = static_cast<int>(call.whole("weight", 1));
  agents.emplace(name, std::move(agent));
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

int agents(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& order = call.host<Host>().definitions.agent_order;
  if (order) stands_twice(call, "agents", order->position);
  order = AgentsDefinition{*parse_fairness(call.text("order")), position_of_caller(call.lua())};
  return 0;
}

// Of the site, so that a name that is none is a mistake and no failure.
std::string known_agent(const WordCall& call) {
  const Host& host = call.host<Host>();
  const std::string name = call.text("name");
  if (host.definitions.agents.contains(name)) return host.whole_name(name);
  std::vector<std::string> names;
  for (const auto& [known, definition] : host.definitions.agents)
    names.push_back(known);
  call.mistake("there is no agent \"" + name + "\"" + did_you_mean(nearest(name, names)));
}

Presence presence_named(std::string_view name) {
  for (const Presence presence : {Presence::ready, Presence::not_ready})
    if (to_string(presence) == name) return presence;
  return Presence::offline;
}

int set(WordCall& call) {
  const Host& host = call.host<Host>();
  const std::string name = known_agent(call);
  const auto done =
      host.distributor->set_presence(name, presence_named(call.text("state")), call.text("reason"), "script");
  if (!done) return call.fail(done.error());
  lua_pushboolean(call.lua(), 1);
  return 1;
}

int state(WordCall& call) {
  const Agent* agent = call.host<Host>().distributor->find_agent(known_agent(call));
  const std::string_view state = agent == nullptr ? "offline" : to_string(agent->state());
  lua_pushlstring(call.lua(), state.data(), state.size());
  if (agent == nullptr || agent->reason.empty()) {
    lua_pushnil(call.lua());
  } else {
    lua_pushlstring(call.lua(), agent->reason.data(), agent->reason.size());
  }
  return 2;
}

int agent_of_call(WordCall& call) {
  const Contact* found = contact(call);
  if (found != nullptr && !found->phone.empty()) {
    for (const auto& [name, agent] : call.host<Host>().definitions.agents)
      if (agent.agent.party.phone == found->phone) return push_text(call, name);
  }
  lua_pushnil(call.lua());
  return 1;
}

const Parameter agent_name{
    .name = "name", .type = ValueType::text, .required = true, .doc = "The agent's name.", .noun = "agent"};

Word agent_definition() {
  return {.name = "agent",
          .kind = WordKind::definition,
          .place = WordPlace::loading,
          .summary = "Defines somebody who serves queues.",
          .details =
              "Who is defined is offline until it is ready: by agents.set, as where it dials a code, or by "
              "tipring agent set.",
          .options = {{.name = "at",
                       .required = true,
                       .doc = "Where it is called: phone \"100\", \"sip:ann@192.0.2.7\" or trunk(\"carrier\", "
                              "\"+12025550143\")."},
                      {.name = "skills",
                       .type = ValueType::table,
                       .fallback = "none",
                       .doc = "How proficient it is, from 0 to 10: { billing = 8, spanish = 3 }.",
                       .noun = "skill"},
                      {.name = "calls",
                       .type = ValueType::whole,
                       .fallback = "1",
                       .doc = "Whether it takes calls; one at a time.",
                       .least = 0,
                       .most = 1},
                      {.name = "chats",
                       .type = ValueType::whole,
                       .fallback = "0",
                       .doc = "How many chats at once.",
                       .least = 0,
                       .most = 100},
                      {.name = "weight",
                       .type = ValueType::whole,
                       .fallback = "1",
                       .doc = "How often it is asked, for strategy = \"weighted\".",
                       .least = 1,
                       .most = 1000}},
          .example = "agent \"ann\" { at = phone \"100\", skills = { billing = 8, spanish = 3 } }",
          .run = define_agent};
}

}  // namespace

std::span<const Word> agent_words() {
  static const std::vector<Word> words{
      {.name = "agent",
       .place = WordPlace::loading,
       .summary = "Names an agent, to define it.",
       .parameters = {agent_name},
       .returns = "nothing but what defines it",
       .result = "agent",
       .example = "agent \"ann\" { at = phone \"100\", skills = { billing = 8 } }",
       .run = agent},
      agent_definition(),
      {.name = "agents",
       .place = WordPlace::loading,
       .summary =
           "Says which queue an agent serves next who may serve several, and contacts wait in more than one.",
       .options =
           {{.name = "order",
             .type = ValueType::text,
             .required = true,
             .doc = "\"priority\": the highest priority, of equals who has waited longest. \"longest-wait\". "
                    "\"service-level\": whose queue is about to miss its target; then the longest wait.",
             .one_of = {"priority", "longest-wait", "service-level"}}},
       .example = "agents { order = \"longest-wait\" }",
       .run = agents},
      {.owner = "agents",
       .name = "set",
       .place = WordPlace::task,
       .summary = "Says that an agent is ready for contacts, or is not.",
       .details = "One who talks or is being called goes on with that. Who is ready may be called at once: "
                  "what there is to say to its phone comes before.",
       .parameters = {agent_name,
                      {.name = "state",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "\"offline\": it has gone.",
                       .one_of = {"ready", "not-ready", "offline"}},
                      {.name = "reason",
                       .type = ValueType::text,
                       .fallback = "none",
                       .doc = "Of \"not-ready\": \"lunch\"."}},
       .returns = "true, or nil and why not",
       .example = "on.call(function(call)\n  if call.dialled == \"*50\" and call.agent then\n    call:say "
                  "\"You are ready.\"\n    "
                  "agents.set(call.agent, \"ready\")\n    return hang_up()\n  end\nend)",
       .run = set},
      {.owner = "agents",
       .name = "state",
       .place = WordPlace::task,
       .summary = "Tells what an agent does.",
       .parameters = {agent_name},
       .returns =
           "\"offline\", \"not-ready\", \"ready\", \"offered\", \"talking\" or \"wrap-up\"; and the reason "
           "given last, or nil",
       .example = "if agents.state(\"ann\") == \"offline\" then return dialog \"message\" end",
       .run = state},
      {.owner = "call",
       .name = "agent",
       .kind = WordKind::attribute,
       .place = WordPlace::task,
       .summary = "The name of the agent whose phone has proved to be the caller; nil for others.",
       .run = agent_of_call},
  };
  return words;
}

}  // namespace tipring::dsl
