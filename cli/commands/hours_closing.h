#pragma once

#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// Adds close, reopen and closings to the group of `tipring hours`.
void add_hours_closing_commands(CommandLine& line, CLI::App& group);

}  // namespace tipring::cli
