#include <utility>

#include "cli/tester/play_words.h"
#include "dsl/binding/registry.h"
#include "dsl/words/position.h"

// How the words of plays wait; what they are is in the files beside this one.

namespace tipring::cli {
namespace {

using dsl::TaskRef;
using dsl::WordCall;

// Play has the time-outs. The tasks' own stands behind it, in case an expectation were forgotten.
constexpr Duration slack = std::chrono::hours(1);

ScenarioFailure failure_at(const dsl::SitePosition& position, std::string problem) {
  return {std::move(problem), position.file, position.line};
}

// A failure stops the task while it waits, past every pcall, as an event of its own.
int stopped(WordCall& call, ScenarioFailure failure) {
  SpecHost& host = call.host<SpecHost>();
  static_cast<void>(host.tasks->begin_wait(call.lua()));
  host.performance->fail(std::move(failure));
  return host.tasks->wait(
      call.lua(), [] {}, slack);
}

}  // namespace

Performance& performance_of(const WordCall& call) {
  SpecHost& host = call.host<SpecHost>();
  if (host.performance == nullptr) call.mistake("belongs inside a scenario's function");
  return *host.performance;
}

PartyId party_of(const WordCall& call) {
  return dsl::object_at<PartyObject>(call.lua(), call.self(), "party")->party;
}

int await(WordCall& call, Expectation expectation) {
  return await_then(call, std::move(expectation), [] { return Result<void>(); });
}

int await_then(WordCall& call, Expectation expectation, std::function<Result<void>()> then) {
  Performance& performance = performance_of(call);
  performance.has_waited = true;
  dsl::Tasks& tasks = *call.host<SpecHost>().tasks;
  const dsl::SitePosition position = dsl::position_of_caller(call.lua());
  const TaskRef wait = tasks.begin_wait(call.lua());
  const Duration limit = expectation.within + slack;
  const auto judged = [&performance, &tasks, wait, position,
                       then = std::move(then)](std::optional<std::string> problem) {
    if (!problem) {
      const Result<void> result = then();
      if (!result) problem = result.error().text;
    }
    if (problem) return performance.fail(failure_at(position, std::move(*problem)));
    tasks.resume(wait, [](lua_State*) { return 0; });
  };
  const Play::WaitId id = performance.play.await(std::move(expectation), judged);
  return tasks.wait(
      call.lua(), [&play = performance.play, id] { play.cancel(id); }, limit);
}

int pause(WordCall& call, Duration time) {
  performance_of(call).has_waited = true;
  SpecHost& host = call.host<SpecHost>();
  dsl::Tasks& tasks = *host.tasks;
  const TaskRef wait = tasks.begin_wait(call.lua());
  const TimerHandle timer =
      host.loop->after(time, [&tasks, wait] { tasks.resume(wait, [](lua_State*) { return 0; }); });
  return tasks.wait(
      call.lua(), [loop = host.loop, timer] { loop->cancel(timer); }, time + slack);
}

int fail_here(WordCall& call, const std::string& problem) {
  return stopped(call, failure_at(dsl::position_of_caller(call.lua()), problem));
}

int done_or_fail(WordCall& call, const Result<void>& result) {
  return result ? 0 : fail_here(call, result.error().text);
}

}  // namespace tipring::cli
