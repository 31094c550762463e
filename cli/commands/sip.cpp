#include "cli/commands/commands.h"
#include "cli/commands/sip_commands.h"

namespace tipring::cli {

void add_sip_commands(CommandLine& line) {
  auto& group = line.add_group("sip", "Look at SIP, and at who may speak it to the runtime.");
  add_sip_party_commands(line, group);
  add_sip_certificate_commands(line, group);
  add_sip_ban_commands(line, group);
  add_sip_trace_command(line, group);
}

}  // namespace tipring::cli
