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
      return R"sh(-W "$(tipring help -o tsv 2>/dev/null | tail -n +2 | cut -f1 | sort -u)")sh";
    case ValueSource::queue:
      return R"sh(-W "$(tipring queue ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)")sh";
    case ValueSource::agent:
      return R"sh(-W "$(tipring agent ls -o tsv 2>/dev/null | tail -n +2 | cut -f1)")sh";
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
    return R"sh(# bash completion for tipring, made by `tipring completion bash`
_tipring_offer() {
  case "$path $previous" in
)sh" + values_ +
           R"sh(  esac
  case $path in
)sh" + words_ +
           R"sh(  esac
}
_tipring() {
  local at=$COMP_CWORD path=tipring current previous prefix= word
  # bash cuts words at colons and equal signs: call:gather and --output=json are three words each.
  current=${COMP_WORDS[at]}
  if [[ $current == : ]]; then
    prefix=${COMP_WORDS[--at]}: current=$prefix
  elif ((at > 2)) && [[ ${COMP_WORDS[at - 1]} == : ]]; then
    prefix=${COMP_WORDS[at -= 2]}: current=$prefix$current
  fi
  previous=${COMP_WORDS[at - 1]}
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]] && ((at > 1)); then
    previous=${COMP_WORDS[at - 2]}
  fi
  for word in "${COMP_WORDS[@]:1:at - 1}"; do
    case "$path $word" in
)sh" + paths_ +
           R"sh(    esac
  done
  COMPREPLY=()
  _tipring_offer
  COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
}
complete -F _tipring tipring
)sh";
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
