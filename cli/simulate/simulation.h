#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/simulate/population.h"
#include "cli/statistics/queue_tally.h"
#include "cli/statistics/sample.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What is to be simulated of a site.
struct SimulationRequest {
  std::string site;  ///< Its folder.
  PopulationTraits population{};
  /// So many agents, each with all that the queue needs at the highest proficiency, in place of the site's own;
  /// empty: those, all of them ready.
  std::map<std::string, int> agents{};
  std::optional<UtcTime> at{};  ///< When it begins; nothing: on a Monday at nine, UTC.
  Duration length{};            ///< For which calls come.
  Duration warm_up{};           ///< Who comes in this time at the beginning does not count.
  int runs = 1;                 ///< Independent ones, from 1.
  std::uint64_t seed = 1;
  std::map<std::string, std::string> environment{};
};

/// What came of a queue, over all runs.
struct QueueReport {
  Sample entered{};  ///< A run, as all samples here.
  Sample answered{};
  Sample abandoned{};  ///< Shares of those that entered, as the next ones.
  Sample elsewhere{};
  Sample service{};    ///< Answered within the queue's target.
  Sample mean_wait{};  ///< Of those answered, seconds.
  Sample occupancy{};
  std::vector<double> waits{};  ///< Of all that were answered, seconds.
};

struct SimulationReport {
  std::map<std::string, QueueReport> queues{};  ///< Those that any contact entered.
  std::uint64_t calls = 0;                      ///< In all runs together.
  std::vector<std::string> script_errors{};     ///< Each once.
};

/// The service level is that of this time where a queue has no target.
inline constexpr Duration usual_target = std::chrono::seconds(20);

/// Runs the site's own scripts and queues in virtual time, on calls that come by chance. Fails with "bad-site"
/// and its findings, with "not-found" for a queue that the site does not have, or where it has none, and as
/// dsl::read_site() does. The same request gives the same report.
Result<SimulationReport> simulate(const SimulationRequest& request);

/// The queues that the site defines, in order of their names. Fails as simulate().
Result<std::vector<std::string>> queues_of(const SimulationRequest& request);

}  // namespace tipring::cli
