#include "cli/command_line/version.h"

#include <memory>

#include "cli/commands/commands.h"

namespace tipring::cli {

void add_version_command(CommandLine& line) {
  const auto format = std::make_shared<OutputFormat>(OutputFormat::table);
  auto& command =
      line.add_command(line.root(), "version", "Print the version of this program.", [&line, format] {
        if (*format == OutputFormat::table) {
          line.console().out << "tipring " << version << '\n';
        } else {
          Renderer(line.console(), *format).record({}, {{"name", "tipring"}, {"version", version}});
        }
        return Result<void>();
      });
  line.add_output_option(command, *format);
}

}  // namespace tipring::cli
