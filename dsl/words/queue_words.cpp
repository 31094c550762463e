#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/queue_table.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {
namespace {

int skills(WordCall& call) {
  only_while_loading(call);
  lua_State* lua = call.lua();
  auto& known = call.host<Host>().definitions.skills;
  const auto declare = [&](const std::string& name) {
    if (name.empty()) call.mistake("a skill needs a name");
    const auto found = known.find(name);
    if (found != known.end()) stands_twice(call, "skill \"" + name + "\"", found->second.position);
    known.emplace(name, SkillDefinition{position_of_caller(lua)});
  };
  const int names = call.index_of("names");
  for (int item = 1; item <= static_cast<int>(lua_objlen(lua, names)); ++item) {
    lua_rawgeti(lua, names, item);
    const std::string name = lua_tostring(lua, -1);
    lua_pop(lua, 1);
    declare(name);
  }
  return 0;
}

int queue(WordCall& call) {
  Host& host = call.host<Host>();
  std::string name = call.text("name");
  if (host.loading()) {
    if (name.empty()) call.mistake("needs a name");
    host.definitions.used_names.push_back({"queue", name, position_of_caller(call.lua())});
  } else if (!host.definitions.queues.contains(name)) {
    std::vector<std::string> names;
    for (const auto& [known, definition] : host.definitions.queues)
      names.push_back(known);
    call.mistake("there is no queue \"" + name + "\"" + did_you_mean(nearest(name, names)));
  }
  push_object(call.lua(), "action", Action{.kind = Action::Kind::queue, .name = std::move(name)});
  return 1;
}

int define_queue(WordCall& call) {
  auto& queues = call.host<Host>().definitions.queues;
  const std::string& name = object_at<Action>(call.lua(), call.self(), "action")->name;
  refuse_second(call, queues, "queue", name);
  queues.emplace(name, queue_at(call, name));
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

template <bool of_estimate>
int announcement(WordCall& call) {
  push_object(call.lua(), "announcement", AnnouncementObject{of_estimate});
  return 1;
}

Parameter time_option(std::string_view name, std::string_view fallback, std::string_view doc) {
  return {.name = name, .type = ValueType::duration, .fallback = fallback, .doc = doc};
}

Parameter table_option(std::string_view name, std::string_view fallback, std::string_view doc,
                       std::string_view noun = {}) {
  return {.name = name, .type = ValueType::table, .fallback = fallback, .doc = doc, .noun = noun};
}

std::vector<Parameter> queue_options() {
  return {
      table_option(
          "needs", "nothing",
          "What an agent must have to serve it: skills, each with at_least of a number from 1 to 10, or "
          "the number alone.",
          "skill"),
      table_option("prefers", "nothing", "Likewise, what those have who come first, whatever the strategy.",
                   "skill"),
      {.name = "agents",
       .type = ValueType::texts,
       .fallback = "all that have what it needs",
       .doc = "Only these, { \"ann\", \"bert\" }; for \"ordered\" in this order.",
       .noun = "agent",
       .least = 1},
      {.name = "strategy",
       .type = ValueType::text,
       .fallback = "\"longest-idle\"",
       .doc =
           "Which of the agents that are free gets a contact. \"round-robin\": the next after the one who was "
           "asked last. \"fewest-calls\" and \"least-talk-time\": since they came. \"best-skill\": the highest "
           "sum in what is needed and preferred. \"ordered\": the first, as agents names them or else the "
           "site. \"weighted\": by chance, each as often as its weight says. \"ring-all\": all at once; the "
           "first to answer has it.",
       .one_of = strategy_names()},
      table_option("target", "none",
                   "How well it is to be served: { answer_within = \"20s\", for_share = 0.8 }. It matters to "
                   "agents { order = \"service-level\" }."),
      table_option("widen", "needs holds all the time",
                   "What is needed as the wait grows, beside needs: { { after = \"0s\", needs = { billing = "
                   "at_least(6) } }, { after = \"30s\" } }. The first begins at \"0s\"."),
      table_option(
          "waiting", "silence",
          "What callers hear and may do. music: a sound, over and over. say: { position, estimate }, or "
          "one of these, every = \"30s\". words: how that is said, { next = \"You are next in line.\", "
          "position = \"You are number {number} in line.\", minute = \"We expect to answer you within a "
          "minute.\", minutes = \"We expect to answer you in about {number} minutes.\" }. press: keys "
          "that lead elsewhere, { [\"9\"] = dialog \"message\" }."),
      table_option(
          "whisper", "none",
          "What an agent that has answered is told alone, before it has the call; the caller hears music until "
          "then: { play = \"sound\", say = \"Billing, balance {customer.balance}\" }, where {NAME} is what "
          "rules "
          "know of the caller by that name. A key ends it. Who hangs up in it has refused. accept_key = \"1\": "
          "an "
          "agent has the call only by that key, accept_within = \"10s\" after the whisper."),
      table_option(
          "ring", "{ timeout = \"20s\", on_no_answer = \"not-ready\", after = 1, rest = \"5s\" }",
          "How long an agent is called, and what becomes of one who does not answer or refuses: after so "
          "many in a row it is \"not-ready\", or never with \"rest\"; until then it is left alone for "
          "rest, twice as long after each further one."),
      time_option("wrap_up", "0s", "How long an agent has after each contact before the next."),
      table_option(
          "limit", "none",
          "How many may wait and how long: { calls = 500, wait = \"10m\", otherwise = dialog \"message\" }. "
          "Without otherwise the call ends."),
      table_option("overflow", "none",
                   "When who waits goes elsewhere: { after = \"5m\", no_agents = true, go = queue \"others\", "
                   "place = \"kept\" }. no_agents: as soon as everybody who may serve it is offline. \"kept\": "
                   "who comes back has waited all the time."),
      time_option("priority_ages", "priority comes before all waiting",
                  "So much of waiting counts as a point of priority."),
      time_option("sticky", "0s", "So long a customer waits for the agent who served it last."),
      time_option("sticky_for", "24h", "Where that was no longer ago."),
      time_option("regain", "no", "Who was cut off and is back within this has the place back."),
  };
}

}  // namespace

std::span<const Word> queue_words() {
  static const std::vector<Word> words{
      {.name = "skills",
       .place = WordPlace::loading,
       .summary = "Declares what agents may be skilled in, and queues and rules may need.",
       .details =
           "In several files each declares its own. A skill that is not declared is a mistake wherever it "
           "is used.",
       .parameters =
           {{.name = "names", .type = ValueType::texts, .required = true, .doc = "Their names.", .least = 1}},
       .example = "skills { \"billing\", \"repair\", \"spanish\" }",
       .run = skills},
      {.name = "queue",
       .summary = "Names a queue: to define it, or to have a contact wait in it.",
       .details =
           "return queue \"name\" answers the call and has it wait, with nothing of the script running, "
           "until an agent is free; the two talk, and the contact ends with that. What rules have said "
           "of its priority and needs counts. A caller who presses a key of the queue, waits too long or "
           "finds no room goes where the queue says.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The queue's name.",
                       .noun = "queue"}},
       .returns = "where to go, for return and for go of rules and queues",
       .result = "action",
       .example = "return queue \"billing\"",
       .run = queue},
      {.name = "queue",
       .kind = WordKind::definition,
       .place = WordPlace::loading,
       .summary = "Defines a queue, in which callers wait for an agent.",
       .details =
           "The order is that of priority, then of waiting. Rules ask what a queue is like: when = { queue = "
           "{ billing = { waiting = above(10) } } }, see rules. A customer is known again, for sticky and "
           "regain, by the column key.id of customers, else by the number that calls.",
       .options = queue_options(),
       .example =
           "queue \"billing\" {\n  needs = { billing = at_least(1) },\n  target = { answer_within = \"20s\", "
           "for_share = 0.80 },\n  waiting = { music = \"hold/piano\", say = { position, estimate }, every = "
           "\"30s\" },\n  ring = { timeout = \"15s\" }, wrap_up = \"20s\",\n}",
       .run = define_queue},
      {.name = "position",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "For say of a queue: how many are before the caller, as long as that does not get worse.",
       .result = "announcement",
       .example = "waiting = { say = position }",
       .run = announcement<false>},
      {.name = "estimate",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "For say of a queue: how long the wait is likely to be, once that can be told.",
       .result = "announcement",
       .example = "waiting = { say = { position, estimate }, every = \"45s\" }",
       .run = announcement<true>},
  };
  return words;
}

}  // namespace tipring::dsl
