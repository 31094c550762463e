#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/switchboard/closings_file.h"
#include "dsl/site/site_versions.h"
#include "runtime/base/run_loop.h"
#include "runtime/control/control.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ports/log.h"

namespace tipring::cli {

/// Hours that operators close in spite of their plan, as in an emergency, and reopen: in force for all versions
/// of the site at once, in the ledger and the log, and kept over restarts. Control thread only.
class HoursClosings {
 public:
  /// All outlive it.
  struct Surroundings {
    dsl::SiteVersions& versions;
    Ledger& ledger;
    RunLoop& loop;
    Log& log;
  };

  HoursClosings(ClosingsFile file, Surroundings around);
  ~HoursClosings();
  HoursClosings(const HoursClosings&) = delete;
  HoursClosings& operator=(const HoursClosings&) = delete;

  /// Puts in force what an earlier runtime has kept; what was to end meanwhile ends now. Fails as
  /// ClosingsFile::read().
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
  // Ends those whose time is over, and sets the timer for the next.
  void end_those_over();
  void tell_closed(const std::string& name, const Closing& closing);
  // Those whose time is not over.
  ClosingsByName standing() const;

  ClosingsFile file_;
  Surroundings around_;
  ClosingsByName closings_;
  TimerHandle timer_;  // For the first that ends by its time.
};

}  // namespace tipring::cli
