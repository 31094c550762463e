#include "cli/commands/store_check.h"

#include <chrono>
#include <optional>
#include <utility>

#include "dsl/site/store_trial.h"

namespace tipring::cli {
namespace {

// Longer than a store in memory takes.
constexpr Duration time_to_answer = std::chrono::minutes(1);

}  // namespace

std::vector<dsl::Finding> store_findings(const dsl::Definitions& definitions, Database& store, RunLoop& loop,
                                         VirtualClock& clock) {
  std::optional<dsl::StoreReport> report;
  dsl::StoreTrial trial(definitions, store, loop);
  trial.start([&report](dsl::StoreReport told) { report = std::move(told); });
  run_virtual(loop, clock, clock.now() + time_to_answer);
  return std::move(report->findings);
}

}  // namespace tipring::cli
