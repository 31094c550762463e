#include "cli/command_line/command_line.h"
#include "cli/commands/commands.h"
#include "cli/output/console.h"

int main(int count, char** arguments) {
  auto console = tipring::cli::process_console();
  tipring::cli::CommandLine line(console);
  tipring::cli::add_commands(line);
  return static_cast<int>(line.run({arguments + 1, arguments + count}));
}
