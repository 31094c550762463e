#include <algorithm>

#include "cli/command_line/completion.h"
#include "cli/command_line/usage.h"

namespace tipring::cli {
namespace {

// Text within single quotes of zsh.
std::string quoted(const std::string& text) {
  std::string safe = "'";
  for (const char letter : text)
    safe += letter == '\'' ? "'\\''" : std::string(1, letter);
  return safe + "'";
}

// Brackets and colons part the fields of what _arguments and _describe take.
std::string field(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') safe += '\\';
    safe += letter;
  }
  return safe;
}

// The action of _arguments for a value.
std::string action_for(const CommandLine& line, const CLI::Option& option) {
  if (const auto* choices = line.choices_of(&option)) {
    std::string words;
    for (const auto& choice : *choices)
      words += (words.empty() ? "" : " ") + choice;
    return "(" + words + ")";
  }
  switch (line.source_of(&option)) {
    case ValueSource::file:
      return "_files";
    case ValueSource::folder:
      return "_files -/";
    case ValueSource::contact:
      return "_tipring_contacts";
    case ValueSource::word:
      return "_tipring_words";
    case ValueSource::queue:
      return "_tipring_queues";
    case ValueSource::agent:
      return "_tipring_agents";
    case ValueSource::nothing:
      break;
  }
  return " ";
}

std::string function_name(const CLI::App& command) {
  auto name = "_" + full_name(command);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string argument_of(const CommandLine& line, const CLI::Option& option) {
  const bool takes_value = option.get_items_expected_max() > 0;
  const bool repeats = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  const auto rest =
      "[" + field(option.get_description()) + "]" +
      (takes_value ? ":" + option.get_lnames().at(0) + ":" + action_for(line, option) : std::string());
  std::string text;
  for (const auto& name : option.get_snames()) {
    text += " \\\n    " + quoted((repeats ? "*-" : "-") + name + (takes_value ? "+" : "") + rest);
  }
  for (const auto& name : option.get_lnames()) {
    text += " \\\n    " + quoted((repeats ? "*--" : "--") + name + (takes_value ? "=" : "") + rest);
  }
  return text;
}

std::string function_of(const CommandLine& line, const CLI::App& command) {
  std::string arguments;
  int position = 0;
  for (const auto* option : command.get_options()) {
    if (!option->get_positional()) {
      arguments += argument_of(line, *option);
      continue;
    }
    const bool repeats = option->get_items_expected_max() > 1;
    const auto place = repeats ? std::string("*") : std::to_string(++position);
    arguments +=
        " \\\n    " + quoted(place + ":" + field(option->get_name(true)) + ":" + action_for(line, *option));
  }
  const auto subcommands = subcommands_of(command);
  if (subcommands.empty()) return function_name(command) + "() {\n  _arguments" + arguments + "\n}\n";

  std::string names;
  std::string calls;
  for (const auto* subcommand : subcommands) {
    names += " \\\n        " + quoted(subcommand->get_name() + ":" + field(subcommand->get_description()));
    calls += "        " + subcommand->get_name() + ") " + function_name(*subcommand) + " ;;\n";
  }
  return function_name(command) + R"(() {
  local curcontext=$curcontext state line
  _arguments -C)" +
         arguments + R"( \
    '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands=()" +
         names + R"()
      _describe -t commands command commands
      ;;
    rest)
      case $words[1] in
)" + calls +
         R"(      esac
      ;;
  esac
}
)";
}

void append_functions(const CommandLine& line, const CLI::App& command, std::string& script) {
  for (const auto* subcommand : subcommands_of(command))
    append_functions(line, *subcommand, script);
  script += function_of(line, command);
}

}  // namespace

std::string zsh_completion(const CommandLine& line) {
  std::string script = R"sh(#compdef tipring
# zsh completion for tipring, made by `tipring completion zsh`
_tipring_contacts() {
  local -a contacts=(${(f)"$(tipring call ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)"})
  compadd -a contacts
}
_tipring_queues() {
  local -a queues=(${(f)"$(tipring queue ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)"})
  compadd -a queues
}
_tipring_agents() {
  local -a agents=(${(f)"$(tipring agent ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)"})
  compadd -a agents
}
_tipring_words() {
  local -a words=(${(f)"$(tipring help -o tsv 2>/dev/null | tail -n +2 | cut -f1 | sort -u)"})
  compadd -a words
}
)sh";
  append_functions(line, line.root(), script);
  // Autoloaded, the file is the body of the function itself; sourced, it has to announce it.
  return script + R"(if [[ $funcstack[1] == _tipring ]]; then
  _tipring "$@"
else
  compdef _tipring tipring
fi
)";
}

}  // namespace tipring::cli
