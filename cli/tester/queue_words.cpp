#include <string>
#include <utility>
#include <vector>

#include "cli/tester/performance.h"
#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {
namespace {

using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

const std::string& agent_of(const WordCall& call) {
  return dsl::object_at<AgentObject>(call.lua(), call.self(), "agent")->name;
}

int agent(WordCall& call) {
  std::string name = call.text("name");
  if (auto known = performance_of(call).backstage.agent(name); !known)
    return fail_here(call, known.error().text);
  dsl::push_object(call.lua(), "agent", AgentObject{std::move(name)});
  return 1;
}

int becomes(WordCall& call) {
  Backstage& backstage = performance_of(call).backstage;
  return done_or_fail(call, backstage.set_agent(agent_of(call), call.text("state"), call.text("reason")));
}

std::string tell(const AgentView& view) {
  return view.reason.empty() ? view.state : view.state + " (" + view.reason + ")";
}

int is(WordCall& call) {
  const Backstage& backstage = performance_of(call).backstage;
  const std::string name = agent_of(call);
  const AgentView wanted{call.text("state"), call.text("reason"), {}};
  Expectation expectation{.judge = {}, .too_late = {}, .within = call.duration("within", usual_patience)};
  expectation.judge = [&backstage, name, wanted] {
    const auto view = backstage.agent(name);
    if (!view) return Judgement::fails(view.error().text);
    const bool holds = view->state == wanted.state && (wanted.reason.empty() || view->reason == wanted.reason);
    return holds ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [&backstage, name, wanted] {
    const auto view = backstage.agent(name);
    return "expected that agent " + name + " is " + tell(wanted) + ", but it is " +
           (view ? tell(view.value()) : "gone");
  };
  return await(call, std::move(expectation));
}

int phone(WordCall& call) {
  const auto view = performance_of(call).backstage.agent(agent_of(call));
  if (!view) return fail_here(call, view.error().text);
  const auto party = performance_of(call).stage.expect_call(view->address, agent_of(call), {});
  if (!party) return fail_here(call, party.error().text);
  dsl::push_object(call.lua(), "party", PartyObject{party.value()});
  return 1;
}

std::string tell(const std::optional<WaitingView>& view) {
  return view ? "waits in \"" + view->queue + "\" at position " + std::to_string(view->position)
              : std::string("waits in no queue");
}

int waits_in(WordCall& call) {
  Performance& performance = performance_of(call);
  const PartyView party = performance.stage.look(party_of(call));
  const std::string queue = call.text("queue");
  const auto position = static_cast<int>(call.whole("position", 0));
  Expectation expectation{.judge = {}, .too_late = {}, .within = call.duration("within", usual_patience)};
  expectation.judge = [&performance, address = party.address, queue, position] {
    const auto view = performance.backstage.waiting(address);
    const bool holds = view && view->queue == queue && (position == 0 || view->position == position);
    return holds ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [&performance, party, queue, position] {
    const WaitingView wanted{queue, position};
    return "expected that " + party.name + " waits in \"" + queue + "\"" +
           (position == 0 ? "" : " at position " + std::to_string(position)) + ", but it " +
           tell(performance.backstage.waiting(party.address));
  };
  return await(call, std::move(expectation));
}

std::vector<Word> make_queue_words() {
  const dsl::Parameter within{
      .name = "within", .type = ValueType::duration, .fallback = "30s", .doc = "How long to wait for it."};
  const dsl::Parameter reason{.name = "reason", .type = ValueType::text, .doc = "Of one that is not ready."};
  return {
      {.owner = "play",
       .name = "agent",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "An agent of the site.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "Its name; \"north/ann\" of an enterprise."}},
       .returns = "the agent",
       .result = "agent",
       .example = "local ann = t:agent \"ann\"",
       .run = agent},
      {.owner = "agent",
       .name = "becomes",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "An operator sets the agent ready, not ready or offline, from here on.",
       .parameters = {{.name = "state",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "\"ready\", \"not-ready\" or \"offline\".",
                       .one_of = {"ready", "not-ready", "offline"}},
                      reason},
       .example = "ann:becomes \"ready\"",
       .run = becomes},
      {.owner = "agent",
       .name = "is",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until the agent is in this state.",
       .parameters = {{.name = "state",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "As tipring agent ls has it.",
                       .one_of = {"offline", "not-ready", "ready", "offered", "talking", "wrap-up"}},
                      reason,
                      within},
       .example = "ann:is(\"not-ready\", \"no-answer\")",
       .run = is},
      {.owner = "agent",
       .name = "phone",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "The party that the site calls next for this agent, as t:outgoing gives it.",
       .returns = "the party",
       .result = "party",
       .example = "ann:phone():answers()",
       .run = phone},
      {.owner = "party",
       .name = "waits_in",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until the caller waits in this queue.",
       .details = "Of several calls from one number the newest counts.",
       .parameters = {{.name = "queue", .type = ValueType::text, .required = true, .doc = "Its name."}},
       .options =
           {{.name = "position", .type = ValueType::whole, .fallback = "any", .doc = "From 1.", .least = 1},
            within},
       .example = "call:waits_in { \"billing\", position = 1 }",
       .run = waits_in},
  };
}

}  // namespace

std::span<const Word> queue_words() {
  static const std::vector<Word> words = make_queue_words();
  return words;
}

}  // namespace tipring::cli
