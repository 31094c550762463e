#include <memory>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct VersionListOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> version_fields{{.key = "number", .kind = FieldKind::number},
                                        {.key = "version"},
                                        {.key = "state"},
                                        {.key = "share", .kind = FieldKind::number},
                                        {.key = "contacts", .kind = FieldKind::number},
                                        {.key = "at", .kind = FieldKind::time},
                                        {.key = "by"}};

Result<void> list_versions(Console& console, const VersionListOptions& options) {
  const auto answer = ask(console, options.connection, "site.versions", Json::object());
  if (!answer) return answer.error();
  Renderer(console, options.format).list(version_fields, value_at(answer.value(), "versions"));
  return {};
}

}  // namespace

void add_versions_command(CommandLine& line) {
  const auto options = std::make_shared<VersionListOptions>();
  auto& command = line.add_command(line.root(), "versions",
                                   "List the versions of the site that are kept, and how they are used.",
                                   [&line, options] { return list_versions(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
