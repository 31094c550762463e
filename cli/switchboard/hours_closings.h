#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/switchboard/closings_file.h"
#include "dsl/site/site_versions.h"
#include "runtime/base/clock.h"
#include "runtime/control/control.h"
#include "runtime/ledger/ledger.h"

namespace tipring::cli {

/// Hours that operators close in spite of their plan, as in an emergency, and reopen: in force for all versions
/// of the site at once, in the ledger, and kept over restarts. Control thread only.
class HoursClosings {
 public:
  /// All outlive it.
  struct Surroundings {
    dsl::SiteVersions& versions;
    Ledger& ledger;
    const Clock& clock;
  };

  HoursClosings(ClosingsFile file, Surroundings around);

  /// Puts in force what an earlier runtime has kept. Fails as ClosingsFile::read().
  Result<void> resume();

  /// `hours.close`, `hours.reopen`, `hours.closings`.
  void add_methods(Control& control);

 private:
  // The names that a command means: those given, or all of the site. Fails with "not-found" and the nearest.
  Result<std::vector<std::string>> named(const ControlArguments& arguments) const;
  Result<Json> close(const ControlArguments& arguments);
  Result<Json> reopen(const ControlArguments& arguments);
  Json list() const;
  // Keeps them, and then puts them in force.
  Result<void> put_in_force(ClosingsByName closings);
  // Those whose time is not over.
  ClosingsByName standing() const;

  ClosingsFile file_;
  Surroundings around_;
  ClosingsByName closings_;
};

}  // namespace tipring::cli
