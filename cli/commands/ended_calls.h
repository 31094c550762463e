#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/commands/connection.h"
#include "cli/output/field.h"

namespace tipring::cli {

/// Which calls that are over `tipring call ls --ended` shows, and where their records are.
struct EndedCallOptions {
  bool wanted = false;
  std::string database;  ///< Empty: that of the runtime.
  std::string caller;
  std::string since;
  std::string until;
  int limit = 100;
};

void add_ended_call_options(CommandLine& line, CLI::App& command, EndedCallOptions& options);

/// Reads the records and writes them, oldest first.
Result<void> list_ended_calls(Console& console, const ConnectionOptions& connection, OutputFormat format,
                              const EndedCallOptions& options);

/// One that the runtime no longer knows, from its records: as they list it, with the numbers that it was not to
/// reach (`barred`) where there are any. Null where they do not have it, or there are none.
Result<Json> find_ended_call(Console& console, const ConnectionOptions& connection, const std::string& id);

/// How the records' fields are shown.
const std::vector<Field>& ended_call_fields();

}  // namespace tipring::cli
