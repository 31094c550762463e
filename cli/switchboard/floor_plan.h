#pragma once

#include <string>
#include <vector>

#include "cli/switchboard/floor_configuration.h"

namespace tipring::cli {

/// One change of the floor's configuration.
struct PlanStep {
  std::string what;  ///< `phone "100"`
  std::string text;  ///< "password and may_call changed"
  bool needs_restart = false;
};

/// What turns one configuration into another, in the order of the names of what changes: nothing where they are
/// alike. A change that needs a restart is told as such.
std::vector<PlanStep> plan_between(const FloorConfiguration& now, const FloorConfiguration& next);

/// Whether all of it can be done while the runtime runs.
bool can_be_done_running(const std::vector<PlanStep>& plan);

/// `phone "100": password changed`
std::string to_string(const PlanStep& step);

}  // namespace tipring::cli
