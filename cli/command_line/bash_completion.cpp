#include <algorithm>

#include "cli/command_line/completion.h"
#include "cli/command_line/usage.h"

namespace tipring::cli {
namespace {

// What compgen is to offer for a value; empty for nothing.
std::string compgen_arguments(const CommandLine& line, const CLI::Option& option) {
  if (const auto* choices = line.choices_of(&option)) {
    std::string words;
    for (const auto& choice : *choices)
      words += (words.empty() ? "" : " ") + choice;
    return "-W '" + words + "'";
  }
  switch (line.source_of(&option)) {
    case ValueSource::file:
      return "-f";
    case ValueSource::folder:
      return "-d";
    case ValueSource::contact:
      return R"sh(-W "$(tipring call ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)")sh";
    case ValueSource::word:
      return R"sh(-W "$(tipring help -o tsv 2>/dev/null | tail -n +2 | cut -f1)")sh";
    case ValueSource::nothing:
      break;
  }
  return {};
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames())
    names.push_back("-" + name);
  for (const auto& name : option.get_lnames())
    names.push_back("--" + name);
  return names;
}

class Script {
 public:
  explicit Script(const CommandLine& line) : line_(line) { visit(line.root()); }

  std::string text() const {
    return R"(# bash completion for tipring, made by `tipring completion bash`
_tipring() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path=tipring at
  # --option=value comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]] && ((COMP_CWORD > 1)); then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((at = 1; at < COMP_CWORD; ++at)); do
    case "$path ${COMP_WORDS[at]}" in
)" + paths_ +
           R"(    esac
  done
  COMPREPLY=()
  case "$path $previous" in
)" + values_ +
           R"(  esac
  case $path in
)" + words_ +
           R"(  esac
}
complete -F _tipring tipring
)";
  }

 private:
  void visit(const CLI::App& command) {
    const auto path = full_name(command);
    std::string offered;
    std::string positional;
    for (const auto* option : command.get_options()) {
      const auto generated = compgen_arguments(line_, *option);
      if (option->get_positional()) {
        if (positional.empty()) positional = generated;
        continue;
      }
      std::string patterns;
      for (const auto& name : names_of(*option)) {
        patterns += (patterns.empty() ? "" : " | ") + ("'" + path + " " + name + "'");
        if (name.starts_with("--")) offered += " " + name;
      }
      if (option->get_items_expected_max() == 0) continue;
      values_ += "    " + patterns + ")\n      " +
                 (generated.empty() ? std::string()
                                    : "COMPREPLY=($(compgen " + generated + " -- \"$current\"))\n      ") +
                 "return\n      ;;\n";
    }
    for (const auto* subcommand : subcommands_of(command)) {
      offered += " " + subcommand->get_name();
      paths_ += "      '" + full_name(*subcommand) + "') path='" + full_name(*subcommand) + "' ;;\n";
    }
    words_ +=
        "    '" + path + "')\n      COMPREPLY=($(compgen -W '" + offered.substr(1) + "' -- \"$current\"))\n";
    if (!positional.empty()) {
      words_ += "      [[ $current == -* ]] || COMPREPLY=($(compgen " + positional + " -- \"$current\"))\n";
    }
    words_ += "      ;;\n";
    for (const auto* subcommand : subcommands_of(command))
      visit(*subcommand);
  }

  const CommandLine& line_;
  std::string paths_;   // Which words go down the tree.
  std::string values_;  // What options take.
  std::string words_;   // What may stand after a command.
};

}  // namespace

std::string bash_completion(const CommandLine& line) {
  return Script(line).text();
}

}  // namespace tipring::cli
