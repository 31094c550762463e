#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/switchboard/floor_migration.h"
#include "cli/switchboard/floor_plan.h"
#include "cli/switchboard/site_loading.h"
#include "cli/switchboard/stores.h"
#include "cli/versions/rule_versions.h"
#include "cli/versions/site_archive.h"
#include "dsl/site/site_versions.h"
#include "dsl/site/store_trial.h"
#include "runtime/base/chance.h"
#include "runtime/control/control.h"
#include "runtime/floor.h"

namespace tipring::cli {

/// Puts versions of the site in force while the runtime runs: loads them beside what is there, plans what
/// changes of the floor, tries what they read from the store, keeps their text, and swaps in one event of the
/// loop, or not at all. Control thread only.
class VersionChanges {
 public:
  /// All references outlive it.
  struct Surroundings {
    Reactor& reactor;
    dsl::SiteVersions& versions;
    const SiteArchive& archive;
    const RuleVersions& rules;
    Floor& floor;
    FloorMigration& migration;
    Stores& stores;  ///< The business databases.
    Log& log;
    Chance& chance;
    LoadingRoom room;
  };

  /// `started` is what is in force, as it was kept; its configuration is that of the floor.
  VersionChanges(Surroundings around, ArchivedVersion started, FloorConfiguration configuration);

  /// `site.reload`, `site.rollback`, `site.versions`.
  void add_methods(Control& control);

  /// What is in force and on trial, for `status`.
  Json status() const;

 private:
  using Answer = ControlJob::Answer;
  struct Wish {
    std::string by;  // "reload", "rollback"
    bool dry_run = false;
    std::optional<int> share;  // Of a trial; nothing: it is to be in force.
  };

  void reload(const ControlArguments& arguments, const Answer& answer);
  void rollback(const ControlArguments& arguments, const Answer& answer);
  void load(ReadFiles read, Wish wish, const Answer& answer);
  void loaded(LoadedVersion version, Wish wish, const Answer& answer);
  /// What is to become of a version, where that is known without the store; an answer for a plan that is to be
  /// carried out otherwise.
  struct Verdict {
    Json answer;
    bool goes_on = false;
  };
  Result<Verdict> judged(const LoadedVersion& version, const Wish& wish) const;
  void tried(dsl::StoreReport report);
  /// With nothing against it.
  Result<Json> put_in_force(LoadedVersion version, const Wish& wish, Json answer);
  Result<ArchivedVersion> keep(const LoadedVersion& version, const std::string& by);
  Result<Json> end_trial(bool dry_run);
  void note(const ArchivedVersion& version, std::optional<int> share);
  Json list() const;
  std::set<std::string> in_use() const;
  bool is_in_force(const std::string& content) const { return in_force_.content == content; }

  Surroundings around_;
  ArchivedVersion in_force_;
  std::optional<ArchivedVersion> on_trial_;
  FloorConfiguration configuration_;
  BackgroundLoading loading_;

  // A version against which nothing stands, unless the store lacks what it reads.
  struct Trying {
    LoadedVersion version;
    Wish wish;
    Json planned;
    Answer answer;
    std::unique_ptr<dsl::StoreTrial> trial;
  };
  std::optional<Trying> trying_;
};

}  // namespace tipring::cli
