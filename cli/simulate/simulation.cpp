#include "cli/simulate/simulation.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "adapters/sounds/site_sounds.h"
#include "cli/tester/play.h"
#include "cli/tester/sim_house.h"
#include "dsl/site/site_files.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

// How long those who still wait once nobody comes any more are waited for.
constexpr Duration time_to_finish = std::chrono::hours(4);

void add_needs(const Needs& needs, Skills& skills) {
  for (const Need& need : needs)
    skills[need.skill] = highest_proficiency;
}

Skills all_that_is_needed(const QueueDefinition& queue) {
  Skills skills;
  add_needs(queue.needs, skills);
  add_needs(queue.prefers, skills);
  for (const WaitingRing& ring : queue.widen)
    add_needs(ring.needs, skills);
  return skills;
}

// Queues that name agents are served by those that are made for them; others by whoever has what they need.
void staff(const std::map<std::string, int>& agents, DistributionPlan& plan) {
  plan.agents.clear();
  for (QueueDefinition& queue : plan.queues) {
    const auto wanted = agents.find(queue.name);
    std::vector<std::string> own;
    for (int number = 1; wanted != agents.end() && number <= wanted->second; ++number) {
      const std::string name = queue.name + "-" + std::to_string(number);
      plan.agents.push_back({.name = name,
                             .party = {.uri = "sip:" + std::to_string(plan.agents.size() + 1) + "@agents.test"},
                             .skills = all_that_is_needed(queue)});
      own.push_back(name);
    }
    if (!queue.agents.empty()) queue.agents = std::move(own);
  }
  // Nobody serves a queue whose agents are named and of whom none is there.
  for (QueueDefinition& queue : plan.queues) {
    if (queue.agents.empty() && plan.agents.empty()) queue.agents.emplace_back();
  }
}

/// The site as it is simulated: read once for all runs.
class Simulation {
 public:
  Simulation(const SimulationRequest& request, dsl::SiteFiles files)
      : request_(request),
        files_(std::move(files)),
        sounds_(request.site, sounds::FileSounds::Needs::audio_or_text) {}

  Result<SimulationReport> run() {
    for (int number = 0; number < request_.runs; ++number) {
      if (auto ran = run(number); !ran) return ran.error();
    }
    return std::move(report_);
  }

  Result<std::vector<std::string>> queues() {
    SimHouse house(house_plan(0, {}));
    if (auto opened = house.open(); !opened) return opened.error();
    std::vector<std::string> names;
    for (const auto& [name, queue] : house.distributor().queues())
      names.push_back(name);
    return names;
  }

 private:
  HousePlan house_plan(int number, std::function<void(const Entry&)> follow) {
    return {.site = files_,
            .site_name = std::filesystem::path(files_.folder).filename().string(),
            .sounds = sounds_.own(),
            .sounds_of = [this](const std::string& name) -> const Sounds& { return sounds_.of(name); },
            .run = static_cast<std::uint32_t>(number + 1),
            .seed = seed_of(number),
            .environment = request_.environment,
            .follow = std::move(follow),
            .staff =
                [this](DistributionPlan& plan) {
                  if (!request_.agents.empty()) staff(request_.agents, plan);
                },
            .keeps_play = false};
  }

  // Of each run its own, and the same whatever else is asked for: what is compared meets the same callers.
  std::uint64_t seed_of(int number) const {
    return request_.seed * 1'000'003 + static_cast<std::uint64_t>(number);
  }

  Result<void> run(int number) {
    std::optional<QueueTally> tally;
    std::optional<Population> population;
    SimHouse house(house_plan(number, [&](const Entry& entry) {
      if (tally) tally->take(entry);
      if (population) population->take(entry);
      note_error(entry);
    }));
    if (auto opened = house.open(); !opened) return opened.error();
    if (auto known = check_queues(house.distributor()); !known) return known;
    if (request_.at) {
      if (auto set = house.set_civil_time(*request_.at); !set) return set;
    }
    const UtcTime began = house.loop().clock().utc();
    const Instant last = house.loop().clock().now() + request_.length + time_to_finish;
    tally.emplace(
        QueueTally::Period{.from = began + request_.warm_up,
                           .until = began + request_.length,
                           .target = [&](const std::string& name) { return target_of(house, name); }});
    population.emplace(house, request_.population, seed_of(number));
    // Some may be gone from the site's own by then: nobody is as in the plan while a script says otherwise.
    for (const auto& agent : house.distributor().agents())
      static_cast<void>(
          house.distributor().set_presence(agent->definition.name, Presence::ready, {}, "simulation"));
    population->call_for(request_.length);
    Play nothing_expected(house.loop());
    const Halt halt =
        house.run(nothing_expected, [&] { return population->over() || house.loop().clock().now() > last; });
    if (halt == Halt::spinning)
      return Error{"spinning", "the site does not come to rest: turn follows turn and no time passes"};
    add(*tally);
    report_.calls += population->calls();
    house.close();
    return {};
  }

  static Duration target_of(SimHouse& house, const std::string& name) {
    const Queue* queue = house.distributor().find_queue(name);
    if (queue == nullptr || !queue->definition.target) return usual_target;
    return queue->definition.target->answer_within;
  }

  Result<void> check_queues(const Distributor& distributor) const {
    if (distributor.queues().empty()) return Error{"not-found", "the site defines no queue"};
    for (const auto& [name, count] : request_.agents) {
      if (distributor.find_queue(name) != nullptr) continue;
      NearestName search(name);
      for (const auto& [known, queue] : distributor.queues())
        search.offer(known);
      return Error{"not-found", "the site defines no queue \"" + name + "\"" + did_you_mean(search.best())};
    }
    return {};
  }

  void note_error(const Entry& entry) {
    if (entry.kind != EntryKind::script_failed) return;
    const auto* error = entry.field<std::string>("error");
    if (error == nullptr || std::ranges::find(report_.script_errors, *error) != report_.script_errors.end())
      return;
    report_.script_errors.push_back(*error);
  }

  void add(QueueTally& tally) {
    for (const auto& [name, counts] : tally.counts()) {
      QueueReport& report = report_.queues[name];
      report.entered.add(static_cast<double>(counts.entered));
      report.answered.add(static_cast<double>(counts.answered));
      if (counts.entered > 0) {
        report.abandoned.add(counts.share(counts.abandoned));
        report.elsewhere.add(counts.share(counts.elsewhere));
        report.service.add(counts.share(counts.in_target));
      }
      if (counts.answered > 0) report.mean_wait.add(counts.mean_wait());
      if (counts.there > 0) report.occupancy.add(counts.occupancy());
      report.waits.insert(report.waits.end(), counts.waits.begin(), counts.waits.end());
    }
  }

  const SimulationRequest& request_;
  dsl::SiteFiles files_;
  sounds::SiteSounds sounds_;
  SimulationReport report_;
};

}  // namespace

Result<SimulationReport> simulate(const SimulationRequest& request) {
  auto files = dsl::read_site(request.site);
  if (!files) return files.error();
  return Simulation(request, std::move(files).value()).run();
}

Result<std::vector<std::string>> queues_of(const SimulationRequest& request) {
  auto files = dsl::read_site(request.site);
  if (!files) return files.error();
  return Simulation(request, std::move(files).value()).queues();
}

}  // namespace tipring::cli
