#pragma once

#include "cli/command_line/command_line.h"

namespace tipring::cli {

// Each adds one command, or one group of commands, from the file of its name.
void add_call_commands(CommandLine& line);
void add_check_command(CommandLine& line);
void add_completion_command(CommandLine& line);
void add_db_commands(CommandLine& line);
void add_decide_command(CommandLine& line);
void add_diff_command(CommandLine& line);
void add_events_command(CommandLine& line);
void add_help_command(CommandLine& line);
void add_hours_commands(CommandLine& line);
void add_log_commands(CommandLine& line);
void add_number_commands(CommandLine& line);
void add_phone_command(CommandLine& line);
void add_reload_command(CommandLine& line);
void add_replay_command(CommandLine& line);
void add_rollback_command(CommandLine& line);
void add_run_command(CommandLine& line);
void add_simulate_command(CommandLine& line);
void add_sip_commands(CommandLine& line);
void add_status_command(CommandLine& line);
void add_stubs_command(CommandLine& line);
void add_test_command(CommandLine& line);
void add_version_command(CommandLine& line);
void add_versions_command(CommandLine& line);

/// The whole program.
void add_commands(CommandLine& line);

}  // namespace tipring::cli
