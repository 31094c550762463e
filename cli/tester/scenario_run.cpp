#include "cli/tester/scenario_run.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cli/tester/ledger_order.h"
#include "cli/tester/sim_house.h"
#include "dsl/binding/word_call.h"
#include "runtime/base/clock.h"

namespace tipring::cli {
namespace {

using Verdict = ScenarioOutcome::Verdict;

// What one party's hanging up leads to has happened by then.
constexpr Duration time_to_settle = std::chrono::milliseconds(200);

std::string halted(Halt halt) {
  switch (halt) {
    case Halt::spinning:
      return "stopped: turn followed turn " + std::to_string(most_turns_at_once) + " times and no time passed";
    case Halt::stalled:
      return "stopped: the scenario waits, and nothing is left that could happen";
    case Halt::too_long:
      return "stopped: the play has gone on for longer than any may";
    case Halt::none:
      break;
  }
  return {};
}

/// One performance of a scenario in a house.
class ScenarioRun {
 public:
  ScenarioRun(const ScenarioPlan& plan, const SpecHost::Scenario& scenario) : plan_(plan) {
    outcome_.site = plan_.site_name;
    outcome_.file = plan_.spec.file;
    outcome_.name = scenario.name;
    outcome_.line = scenario.line;
  }

  ScenarioOutcome run(House& house) {
    if (auto opened = house.open(); !opened) return broken(opened.error().text);
    Play play(house.loop());
    Performance performance{house.stage(), house, play, house.log(), house.watch()};
    Spec spec(house.loop(), house.chance());
    // It has loaded before, from the same text.
    static_cast<void>(spec.load(plan_.spec));
    bool over = false;
    spec.perform(plan_.index, performance, [&over] { over = true; });
    const Halt halt = house.run(play, [&over] { return over; });
    outcome_.took = house.log().elapsed();
    outcome_.began = house.loop().clock().utc() - outcome_.took;
    performance.stop = nullptr;
    if (halt == Halt::none) clear(house, play, performance);
    if (halt != Halt::none) performance.fail({halted(halt), plan_.spec.file, outcome_.line});
    house.close();
    for (const std::string& error : house.watch().unexpected_errors())
      performance.fail({"a script of the site failed: " + error, {}, 0});
    outcome_.failures = performance.failures;
    outcome_.verdict = performance.failed() ? Verdict::failed : Verdict::passed;
    outcome_.play = house.log().lines();
    return std::move(outcome_);
  }

 private:
  ScenarioOutcome broken(std::string text) {
    outcome_.verdict = Verdict::failed;
    outcome_.failures.push_back({std::move(text), {}, 0});
    return std::move(outcome_);
  }

  static bool is_in_call(const Stage& stage, PartyId party) {
    const PartyState state = stage.look(party).state;
    return state != PartyState::waiting && state != PartyState::leaving && state != PartyState::over;
  }

  static void settle(House& house, Play& play) {
    bool settled = false;
    const TimerHandle timer = house.loop().after(time_to_settle, [&settled] { settled = true; });
    static_cast<void>(house.run(play, [&settled] { return settled; }));
    house.loop().cancel(timer);
  }

  // One after the other, so that who hangs up first is no matter of chance on the wire.
  static void hang_up(House& house, Play& play, PartyId party) {
    if (!is_in_call(house.stage(), party)) return;
    static_cast<void>(house.stage().hang_up(party));
    settle(house, play);
  }

  // Whether the play ends with somebody hanging up.
  static bool somebody_leaves(const Stage& stage) {
    return std::ranges::any_of(stage.parties(),
                               [&](PartyId party) { return stage.look(party).state == PartyState::leaving; });
  }

  // Everybody hangs up; then nothing may be left.
  static void clear(House& house, Play& play, Performance& performance) {
    if (somebody_leaves(house.stage())) settle(house, play);
    for (const PartyId party : house.stage().parties())
      hang_up(house, play, party);
    const Halt halt = house.clear(play);
    if (halt == Halt::spinning) return performance.fail({halted(halt), {}, 0});
    std::string left;
    for (const auto& [name, count] : house.live()) {
      if (count != 0) left += (left.empty() ? "" : ", ") + name + " " + std::to_string(count);
    }
    if (!left.empty()) performance.fail({"left behind when everybody had hung up: " + left, {}, 0});
  }

  const ScenarioPlan& plan_;
  ScenarioOutcome outcome_;
};

/// Why a play that passed in simulation is not performed on the wire; empty: it is.
std::string kept_off_wire(const SimHouse& house, Duration took) {
  if (const auto trick = house.only_simulated()) return *trick + " is possible in simulation only";
  if (took <= longest_on_wire) return {};
  return "it takes " + dsl::format_duration(took) + "; on the wire a play may take " +
         dsl::format_duration(longest_on_wire);
}

}  // namespace

ScenarioOutcome run_scenario(const ScenarioPlan& plan, const std::function<void(const Entry&)>& follow) {
  // A loop of its own for looking at the file: what the site's environment is must be known before the house
  // stands.
  VirtualClock clock(House::usual_beginning());
  RunLoop loop(clock);
  Chance chance(plan.seed);
  Spec listing(loop, chance);
  if (auto loaded = listing.load(plan.spec); !loaded) {
    ScenarioOutcome outcome;
    outcome.verdict = Verdict::failed;
    outcome.failures.push_back({loaded.error().text, {}, 0});
    return outcome;
  }
  const SpecHost::Scenario& scenario = listing.scenarios().at(plan.index);
  const auto house_plan = [&](std::function<void(const Entry&)> follower) {
    return HousePlan{.site = plan.site,
                     .site_name = plan.site_name,
                     .sounds = plan.sounds,
                     .sounds_of = plan.sounds_of,
                     .run = plan.run,
                     .seed = plan.seed,
                     .environment = listing.environment(),
                     .follow = std::move(follower)};
  };
  if (!plan.wire) {
    SimHouse house(house_plan(follow));
    return ScenarioRun(plan, scenario).run(house);
  }
  std::vector<Entry> simulated;
  SimHouse rehearsal(house_plan([&simulated](const Entry& entry) { simulated.push_back(entry); }));
  ScenarioOutcome outcome = ScenarioRun(plan, scenario).run(rehearsal);
  if (outcome.verdict != Verdict::passed) {
    outcome.failures.front().text.insert(0, "in simulation already: ");
    return outcome;
  }
  if (auto reason = kept_off_wire(rehearsal, outcome.took); !reason.empty()) {
    outcome.verdict = Verdict::skipped;
    outcome.skipped_because = std::move(reason);
    return outcome;
  }
  std::vector<Entry> real;
  const auto house = plan.wire(house_plan([&real, &follow](const Entry& entry) {
    real.push_back(entry);
    if (follow) follow(entry);
  }));
  outcome = ScenarioRun(plan, scenario).run(*house);
  if (outcome.verdict != Verdict::passed) return outcome;
  if (auto difference = difference_in_order(simulated, real)) {
    outcome.verdict = Verdict::failed;
    outcome.failures.push_back({std::move(*difference), {}, 0});
  }
  return outcome;
}

}  // namespace tipring::cli
