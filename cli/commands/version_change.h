#pragma once

#include <chrono>
#include <string>

#include "cli/commands/connection.h"

namespace tipring::cli {

/// Of the commands that put another version of the site in force.
struct VersionChangeOptions {
  /// A large site takes its time to load; calls go on meanwhile.
  ConnectionOptions connection{.socket = {}, .timeout = std::chrono::minutes(1)};
  OutputFormat format = OutputFormat::table;
  bool dry_run = false;
};

/// Adds --dry-run, and those of the connection and the output.
void add_version_change_options(CommandLine& line, CLI::App& command, VersionChangeOptions& options);

/// Asks the runtime by `method` and shows what became of it: the plan is data; what is wrong with the site,
/// what stands in the way and what was done goes to the error output. Sets the exit code where nothing was
/// done. `params` go beside dry_run.
Result<void> change_version(CommandLine& line, const VersionChangeOptions& options, const std::string& method,
                            Json params);

}  // namespace tipring::cli
