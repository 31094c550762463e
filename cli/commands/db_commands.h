#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/command_line/command_line.h"
#include "cli/switchboard/state_folder.h"
#include "dsl/words/definitions.h"
#include "runtime/ports/database_connection.h"

namespace tipring::cli {

/// What the commands below `tipring db` have in common.
struct DbOptions {
  std::string site;
  std::string state;   ///< Empty: `var` in the site's folder.
  std::string folder;  ///< Of a backup.
  bool without_records = false;
  bool force = false;
  bool other_site = false;
  OutputFormat format = OutputFormat::table;
};

/// What a site says of its records.
struct DbSite {
  StateFolder state;
  std::optional<dsl::RecordsDefinition> records{};
  std::string folder{};  ///< By its whole path.
};

/// Runs the site up to where it could take calls, to hear it. Fails with "bad-site" where it has mistakes,
/// which are written to the console.
Result<DbSite> load_db_site(Console& console, const DbOptions& options);

// Each runs one of the commands.
Result<void> migrate_records(CommandLine& line, const DbOptions& options);
Result<void> check_site_records(CommandLine& line, const DbOptions& options);
Result<void> back_up_site(CommandLine& line, const DbOptions& options);
Result<void> restore_site(CommandLine& line, const DbOptions& options);

}  // namespace tipring::cli
