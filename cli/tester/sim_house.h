#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "cli/tester/backstage.h"
#include "cli/tester/breakable_sounds.h"
#include "cli/tester/play_log.h"
#include "cli/tester/sim_stage.h"
#include "cli/tester/site_watch.h"
#include "dsl/site/site.h"
#include "runtime/base/chance.h"
#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/floor.h"

namespace tipring::cli {

/// What one scenario's runtime is made of.
struct SimHousePlan {
  const dsl::SiteFiles& site;
  std::string site_name;  ///< For the ledger: the folder's own name.
  const Sounds& sounds;
  std::uint32_t run = 1;   ///< Run number of its ids.
  std::uint64_t seed = 0;  ///< Of its chance.
  std::map<std::string, std::string> environment{};
  std::function<void(const Entry&)> follow{};  ///< Sees its ledger; may be empty.
};

/// A runtime in virtual time with no network: clock, floor and site as in production, simulated ports around
/// them. One for each scenario. Control thread only; deterministic.
class SimHouse final : public Backstage {
 public:
  /// When plays begin that do not say so: a Monday morning.
  static UtcTime usual_beginning();

  explicit SimHouse(SimHousePlan plan);
  ~SimHouse() override;
  SimHouse(const SimHouse&) = delete;
  SimHouse& operator=(const SimHouse&) = delete;

  /// Loads the site. Fails with "bad-site" and the findings, a line each.
  Result<void> open();

  /// The last entry of its ledger. Only when open() succeeded.
  void close();

  VirtualClock& clock() { return clock_; }
  RunLoop& loop() { return loop_; }
  Chance& chance() { return chance_; }
  Stage& stage() { return stage_; }
  PlayLog& log() { return log_; }
  SiteWatch& watch() { return watch_; }

  Result<void> set_civil_time(UtcTime time) override;
  Result<void> break_down(Breakage breakage, const std::string& name) override;
  std::vector<std::pair<std::string, std::size_t>> live() const override;

 private:
  SimHousePlan plan_;
  VirtualClock clock_;
  RunLoop loop_;
  Ids ids_;
  Chance chance_;
  PlayLog log_;
  SiteWatch watch_;
  BreakableSounds sounds_;
  SimStage stage_;
  journal::MemoryJournal journal_;
  Inbox inbox_;
  std::unique_ptr<dsl::Site> site_;
  std::unique_ptr<Floor> floor_;
};

}  // namespace tipring::cli
