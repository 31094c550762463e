#include "cli/commands/call_id.h"

#include "runtime/base/ids.h"

namespace tipring::cli {

void add_call_id(CommandLine& line, CLI::App& command, std::string& call) {
  auto* id = command.add_option("ID", call, "The call's id as `tipring call ls` shows it: 3-142.");
  id->required();
  id->type_name("");
  id->check(CLI::Validator(
      [](const std::string& given) {
        return parse_contact_id(given) ? std::string()
                                       : "'" + given +
                                             "' is no call's id: expected one as 'tipring call ls' shows it, "
                                             "such as 3-142";
      },
      ""));
  line.set_source(id, ValueSource::contact);
}

}  // namespace tipring::cli
