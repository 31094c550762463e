#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/tester/outcome.h"
#include "cli/tester/spec.h"
#include "dsl/site/site_files.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/sounds.h"

namespace tipring::cli {

/// One scenario, and the site it plays against.
struct ScenarioPlan {
  const dsl::SiteFiles& site;
  std::string site_name;
  const Sounds& sounds;
  const SpecText& spec;
  std::size_t index = 0;   ///< Of the scenario in its file.
  std::uint32_t run = 1;   ///< Of the runtime, for ids.
  std::uint64_t seed = 0;  ///< Of this scenario.
};

/// Performs a scenario in simulation: a fresh runtime, the play, everybody's hanging up, and a look for what is
/// left behind. `follow` sees the ledger's entries; may be empty.
ScenarioOutcome run_scenario(const ScenarioPlan& plan, const std::function<void(const Entry&)>& follow);

}  // namespace tipring::cli
