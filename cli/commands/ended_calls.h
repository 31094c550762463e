#pragma once

#include <memory>

#include "cli/commands/connection.h"

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

}  // namespace tipring::cli
