#include "cli/command_line/completion.h"

#include <memory>

#include "cli/commands/commands.h"

namespace tipring::cli {

void add_completion_command(CommandLine& line) {
  const auto shell = std::make_shared<std::string>();
  auto& command = line.add_command(
      line.root(), "completion", "Print a script that completes commands in a shell.", [&line, shell] {
        line.console().out << (*shell == "bash" ? bash_completion(line) : zsh_completion(line));
        return Result<void>();
      });
  line.add_choice_option(command, "SHELL", *shell, {"bash", "zsh"}, "Which shell: bash or zsh.")->required();
}

}  // namespace tipring::cli
