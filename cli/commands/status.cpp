#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct StatusOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
};

Result<void> show_status(Console& console, const StatusOptions& options) {
  const auto status = ask(console, options.connection, "status", Json::object());
  if (!status) return status.error();
  Renderer(console, options.format)
      .record({{"started_at", FieldKind::time},
               {"uptime", FieldKind::span},
               {"site_version.at", FieldKind::time},
               {"site_version.trial.at", FieldKind::time}},
              status.value());
  return {};
}

}  // namespace

void add_status_command(CommandLine& line) {
  const auto options = std::make_shared<StatusOptions>();
  auto& command = line.add_command(line.root(), "status", "Show how the runtime is and what it holds.",
                                   [&line, options] { return show_status(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
