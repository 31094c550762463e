#pragma once

#include <map>
#include <memory>
#include <string>

#include "adapters/number_plan/world_number_plan.h"
#include "adapters/sounds/site_sounds.h"
#include "cli/command_line/command_line.h"
#include "cli/output/console.h"
#include "cli/run/stderr_log.h"
#include "cli/tester/rehearsal_store.h"
#include "dsl/site/site.h"
#include "dsl/site/site_files.h"

namespace tipring::cli {

/// A site run to the point where it could take calls, in a world where nothing happens: to look at it.
class IdleSite {
 public:
  /// Fails as dsl::read_site() does; mistakes of the site are in loaded().
  static Result<std::unique_ptr<IdleSite>> load(Console& console, const std::string& folder);

  /// Opens the store of the site itself, or of one of its enterprises, in memory and reads what rules are
  /// tables there. Only where loaded() has a site. Fails as open_rehearsal_store().
  Result<void> open_store(RehearsalRows rows, dsl::Site& site);
  /// The same for all.
  Result<void> open_stores(RehearsalRows rows);
  /// What the store of `site` knows of whoever calls from a number, as scripts would have it looked up: each
  /// fact as NAME=VALUE. None where there are no customers, or nothing to look them up by. Only after
  /// open_store().
  std::vector<std::string> customer_settings(const dsl::Site& site, const std::string& caller);
  /// Has the hours closed that operators of a runtime of the site have closed, which keeps them in the folder
  /// `state`; empty: `var` in the site's. Only where loaded() has a site. Fails as ClosingsFile::read().
  Result<void> take_closings(const std::string& state);
  /// What is wrong with what made_by of `site` makes, in a store of its own. Only where loaded() has a site.
  /// Fails as open_rehearsal_store().
  Result<std::vector<dsl::Finding>> store_findings(const dsl::Site& site);

  const dsl::SiteFiles& files() const { return files_; }
  dsl::LoadedSite& loaded() { return loaded_; }
  const dsl::LoadedSite& loaded() const { return loaded_; }

 private:
  IdleSite(Console& console, const std::string& folder, dsl::SiteFiles files);
  std::filesystem::path folder_of(const dsl::Site& site) const;

  dsl::SiteFiles files_;
  StderrLog log_;
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Chance chance_{1};
  sounds::SiteSounds sounds_;
  number_plan::WorldNumberPlan numbers_;
  std::map<std::string, std::unique_ptr<sqlite::MemoryDatabase>> stores_;  // By their enterprises.
  dsl::LoadedSite loaded_;
};

/// Adds --state, for take_closings() and whoever else looks into a runtime's folder.
void add_state_option(CommandLine& line, CLI::App& command, std::string& state);

}  // namespace tipring::cli
