#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct LogOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string level;
};

Result<void> set_level(Console& console, const LogOptions& options) {
  Json params = Json::object();
  if (!options.level.empty()) params["level"] = options.level;
  const auto answer = ask(console, options.connection, "log.level", params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

}  // namespace

void add_log_commands(CommandLine& line) {
  auto& group = line.add_group("log", "Look at the runtime's log settings and change them.");
  const auto options = std::make_shared<LogOptions>();
  auto& command = line.add_command(group, "level", "Show from which level on the runtime logs, or set it.",
                                   [&line, options] { return set_level(line.console(), *options); });
  line.add_choice_option(command, "LEVEL", options->level, {"debug", "info", "warning", "error"},
                         "Lines of this level or a graver one are logged from now on.");
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
