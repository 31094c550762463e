#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/tester/house.h"
#include "cli/tester/outcome.h"
#include "cli/tester/spec.h"
#include "dsl/site/site_files.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/sounds.h"

namespace tipring::cli {

/// The longest play that is performed on the wire, where its time is everybody's.
inline constexpr Duration longest_on_wire = std::chrono::seconds(60);

/// One scenario, and the site it plays against.
struct ScenarioPlan {
  const dsl::SiteFiles& site;
  std::string site_name;
  const Sounds& sounds;
  std::function<const Sounds&(const std::string&)> sounds_of;  ///< An enterprise of the site.
  const SpecText& spec;
  std::size_t index = 0;   ///< Of the scenario in its file.
  std::uint32_t run = 1;   ///< Of the runtime, for ids.
  std::uint64_t seed = 0;  ///< Of this scenario.
  BuildHouse wire{};       ///< Empty: simulation only.
};

/// Performs a scenario: a fresh runtime, the play, everybody's hanging up, and a look for what is left behind.
/// First in simulation; then, where the plan has a house for it, over real SIP and RTP, where every contact
/// must leave the same entries in the same order. A play that takes longer than `longest_on_wire`, or does what
/// only a simulation can, is skipped there. `follow` sees the entries of the run that decides; may be empty.
ScenarioOutcome run_scenario(const ScenarioPlan& plan, const std::function<void(const Entry&)>& follow);

}  // namespace tipring::cli
