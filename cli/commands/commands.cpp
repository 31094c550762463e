#include "cli/commands/commands.h"

namespace tipring::cli {

void add_commands(CommandLine& line) {
  add_run_command(line);
  add_check_command(line);
  add_test_command(line);
  add_decide_command(line);
  add_replay_command(line);
  add_simulate_command(line);
  add_status_command(line);
  add_call_commands(line);
  add_events_command(line);
  add_phone_command(line);
  add_reload_command(line);
  add_versions_command(line);
  add_rollback_command(line);
  add_diff_command(line);
  add_number_commands(line);
  add_sip_commands(line);
  add_log_commands(line);
  add_hours_commands(line);
  add_db_commands(line);
  add_stubs_command(line);
  add_help_command(line);
  add_completion_command(line);
  add_version_command(line);
}

}  // namespace tipring::cli
