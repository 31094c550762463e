#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/rule_table.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

int rules(WordCall& call) {
  Host& host = call.host<Host>();
  std::string name = call.text("name");
  if (host.loading()) {
    host.definitions.used_names.push_back({"rules", name, position_of_caller(call.lua())});
  } else if (!host.definitions.rules.contains(name)) {
    call.mistake("there is no rule set \"" + name + "\"");
  }
  push_object(call.lua(), "action", Action{.kind = Action::Kind::rules, .name = std::move(name)});
  return 1;
}

int define_rules(WordCall& call) {
  Host& host = call.host<Host>();
  const std::string& name = object_at<Action>(call.lua(), call.self(), "action")->name;
  refuse_second(call, host.definitions.rules, "rules", name);
  ReadRules read = rules_at(call, call.index_of("table"), name);
  if (read.mistakes.empty()) {
    host.definitions.rules.emplace(name, std::move(read.rules));
  } else {
    host.definitions.undefined.insert("rules \"" + name + "\"");
    std::ranges::move(read.mistakes, std::back_inserter(host.definitions.mistakes));
  }
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

}  // namespace

std::span<const Word> rule_words() {
  static const std::vector<Word> words{
      {.name = "rules",
       .summary = "Names a rule set: to define it, or to send a contact where its rules say.",
       .details = "return rules \"name\" decides, and goes there. tipring call why tells afterwards which rule "
                  "decided "
                  "and why those before it did not.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The rule set's name.",
                       .noun = "rules"}},
       .returns = "where to go, for return and for go of other rules",
       .result = "action",
       .example = "return rules \"inbound\"",
       .run = rules},
      {.name = "rules",
       .kind = WordKind::definition,
       .place = WordPlace::loading,
       .summary = "Defines a rule set.",
       .details =
           "Each rule is { \"name\", when = …, go = … }. when is a table of what the contact must be: "
           "fields are "
           "attributes (caller, caller_name, caller_uri, dialled, dialled_uri, phone, trunk, "
           "transferred_by, channel) "
           "and variables, and all of them must hold; a value stands for itself, a list for any of its "
           "values, and "
           "above, at_least, below, at_most, between, matching, numbers_between, on_list, ours, "
           "not_ours, present and missing compare. open and closed name hours, or a list of which any are "
           "so. Further "
           "conditions stand beside fields: any { … }, all { … }, none { … }, where(name, fn). What a "
           "contact lacks "
           "holds for nothing but missing. queue asks what queues are like at the moment, queue = { billing = "
           "{ "
           "waiting = above(10) } }: waiting, longest_wait (in seconds), and of the agents that may serve it "
           "logged_in, ready and serving. go is dialog, rules, queue, phone, trunk, a SIP URI, reject, "
           "redirect or hang_up. "
           "set gives variables their values, priority ranks, in queues too, needs says what an agent must "
           "have for the "
           "contact beside what a queue wants, { spanish = at_least(3) }, treatment names sounds, { promotion "
           "= \"cards\", audio = "
           "\"hold/gold\" }: the first is heard before the contact goes to a dialog, a queue or whom it is "
           "connected with, the "
           "other in queues in place of their music; note is for whoever asks why. policy "
           "says "
           "which of the "
           "rules that hold decides: \"first\" (as they stand), \"priority\" (the highest; of equal "
           "ones the first), "
           "\"unique\" (where several hold, otherwise decides), \"collect\" (all: each sets what none "
           "before it has "
           "set, and the first with go says where). otherwise says where to go when no rule decides: an "
           "action, or a "
           "table as of a rule without when; rules that leave nobody over need none. With from = db.table "
           "\"name\" the rules are rows of the store: "
           "see "
           "there.",
       .parameters = {{.name = "table",
                       .type = ValueType::table,
                       .required = true,
                       .doc = "The rules in their order, otherwise and policy."}},
       .example =
           "rules \"inbound\" {\n"
           "  { \"sales\", when = { dialled = matching \"+1800*\" }, go = dialog \"sales\" },\n"
           "  { \"known\", when = { phone = present }, go = dialog \"staff\", note = \"our own phones\" },\n"
           "  otherwise = dialog \"main_menu\",\n}",
       .run = define_rules},
  };
  return words;
}

}  // namespace tipring::dsl
