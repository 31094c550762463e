#include "cli/tester/scenario_run.h"

#include <utility>

#include "cli/tester/sim_house.h"
#include "runtime/base/clock.h"

namespace tipring::cli {
namespace {

// The longest play: a working week.
constexpr Duration longest_play = std::chrono::hours(168);
// How long what is left of calls may take once everybody has hung up: SIP's longest timer is 32 s, and a script
// may say goodbye to those that are gone in its finalisers.
constexpr Duration time_to_clear = std::chrono::minutes(5);

/// One scenario's run, step by step.
class ScenarioRun {
 public:
  ScenarioRun(const ScenarioPlan& plan, const std::function<void(const Entry&)>& follow)
      : plan_(plan), follow_(follow) {}

  ScenarioOutcome run() {
    // A loop of its own for looking at the file: what the site's environment is must be known before the house
    // stands.
    VirtualClock clock(SimHouse::usual_beginning());
    RunLoop loop(clock);
    Chance chance(plan_.seed);
    Spec listing(loop, chance);
    if (auto loaded = listing.load(plan_.spec); !loaded) return broken(loaded.error().text);
    const SpecHost::Scenario& scenario = listing.scenarios().at(plan_.index);
    outcome_.site = plan_.site_name;
    outcome_.file = plan_.spec.file;
    outcome_.name = scenario.name;
    outcome_.line = scenario.line;
    SimHouse house({.site = plan_.site,
                    .site_name = plan_.site_name,
                    .sounds = plan_.sounds,
                    .run = plan_.run,
                    .seed = plan_.seed,
                    .environment = listing.environment(),
                    .follow = follow_});
    if (auto opened = house.open(); !opened) return broken(opened.error().text);
    perform(house);
    return std::move(outcome_);
  }

 private:
  ScenarioOutcome broken(std::string text) {
    outcome_.verdict = ScenarioOutcome::Verdict::failed;
    outcome_.failures.push_back({std::move(text), {}, 0});
    return std::move(outcome_);
  }

  void perform(SimHouse& house) {
    Play play(house.loop());
    Performance performance{house.stage(), house, play, house.log(), house.watch()};
    Spec spec(house.loop(), house.chance());
    // It has loaded before, from the same text.
    static_cast<void>(spec.load(plan_.spec));
    bool over = false;
    spec.perform(plan_.index, performance, [&over] { over = true; });
    const Halt halt = run_play(
        house.loop(), house.clock(), play, [&over] { return over; }, house.clock().now() + longest_play);
    outcome_.took = house.log().elapsed();
    outcome_.began = house.clock().utc() - outcome_.took;
    performance.stop = nullptr;
    if (halt == Halt::none) clear(house, play, performance);
    if (halt != Halt::none) performance.fail({halted(halt), plan_.spec.file, outcome_.line});
    house.close();
    for (const std::string& error : house.watch().unexpected_errors())
      performance.fail({"a script of the site failed: " + error, {}, 0});
    outcome_.failures = performance.failures;
    outcome_.verdict =
        performance.failed() ? ScenarioOutcome::Verdict::failed : ScenarioOutcome::Verdict::passed;
    outcome_.play = house.log().lines();
  }

  static std::string halted(Halt halt) {
    switch (halt) {
      case Halt::spinning:
        return "stopped: turn followed turn " + std::to_string(most_turns_at_once) +
               " times and no time passed";
      case Halt::stalled:
        return "stopped: the scenario waits, and nothing is left that could happen";
      case Halt::too_long:
        return "stopped: the play has gone on for more than a week";
      case Halt::none:
        break;
    }
    return {};
  }

  // Everybody hangs up; then nothing may be left.
  void clear(SimHouse& house, Play& play, Performance& performance) {
    for (const PartyId party : house.stage().parties()) {
      const PartyView view = house.stage().look(party);
      const bool in_call = view.state != PartyState::waiting && view.state != PartyState::leaving &&
                           view.state != PartyState::over;
      if (in_call) static_cast<void>(house.stage().hang_up(party));
    }
    const Halt halt = run_play(
        house.loop(), house.clock(), play, [] { return false; }, house.clock().now() + time_to_clear);
    if (halt == Halt::spinning) return performance.fail({halted(halt), {}, 0});
    std::string left;
    for (const auto& [name, count] : house.live()) {
      if (count != 0) left += (left.empty() ? "" : ", ") + name + " " + std::to_string(count);
    }
    if (!left.empty()) performance.fail({"left behind when everybody had hung up: " + left, {}, 0});
  }

  const ScenarioPlan& plan_;
  const std::function<void(const Entry&)>& follow_;
  ScenarioOutcome outcome_;
};

}  // namespace

ScenarioOutcome run_scenario(const ScenarioPlan& plan, const std::function<void(const Entry&)>& follow) {
  return ScenarioRun(plan, follow).run();
}

}  // namespace tipring::cli
