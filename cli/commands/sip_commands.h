#pragma once

#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// Parts of `tipring sip`.
void add_sip_ban_commands(CommandLine& line, CLI::App& group);
void add_sip_certificate_commands(CommandLine& line, CLI::App& group);
void add_sip_party_commands(CommandLine& line, CLI::App& group);
void add_sip_trace_command(CommandLine& line, CLI::App& group);

}  // namespace tipring::cli
