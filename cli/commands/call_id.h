#pragma once

#include <string>

#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// Adds the argument ID, of a call or chat, which is required. `id` outlives the command.
void add_call_id(CommandLine& line, CLI::App& command, std::string& id);

}  // namespace tipring::cli
