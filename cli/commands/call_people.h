#pragma once

#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// Adds to the group `call` what goes on between people: supervise, park, retrieve, parked.
void add_people_commands(CommandLine& line, CLI::App& group);

}  // namespace tipring::cli
