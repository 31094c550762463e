#include "cli/command_line/usage.h"

#include <optional>

#include "cli/output/text.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

std::string in_quotes(const std::string& text) {
  return "'" + safe_for_terminal(text) + "'";
}

const CLI::App* find_subcommand(const CLI::App& command, const std::string& name) {
  for (const auto* subcommand : subcommands_of(command)) {
    if (subcommand->get_name() == name) return subcommand;
  }
  return nullptr;
}

const CLI::Option* find_option(const CLI::App& command, const std::string& name) {
  for (const auto* option : command.get_options()) {
    if (!option->get_positional() && option->check_name(name)) return option;
  }
  return nullptr;
}

std::string unknown_option(const CLI::App& command, const std::string& name) {
  NearestName search(name);
  for (const auto* option : command.get_options()) {
    for (const auto& known : option->get_lnames())
      search.offer("--" + known);
  }
  return in_quotes(full_name(command)) + " has no option " + in_quotes(name) + did_you_mean(search.best());
}

std::string unknown_command(const CLI::App& command, const std::string& name) {
  NearestName search(name);
  for (const auto* subcommand : subcommands_of(command))
    search.offer(subcommand->get_name());
  return in_quotes(full_name(command)) + " has no command " + in_quotes(name) + did_you_mean(search.best());
}

// Walks the arguments as the parser does, up to one that leads nowhere.
class Walk {
 public:
  explicit Walk(const CLI::App& root) : command_(&root) {}

  // False when nothing can be said about what follows.
  bool take(const std::string& argument) {
    if (std::exchange(takes_value_, false)) return true;
    if (argument == "--") return false;
    if (argument.size() > 1 && argument.front() == '-') return take_option(argument);
    if (subcommands_of(*command_).empty()) return true;
    const auto* subcommand = find_subcommand(*command_, argument);
    if (subcommand == nullptr) {
      problem_ = unknown_command(*command_, argument);
      return false;
    }
    command_ = subcommand;
    return true;
  }

  const CLI::App& command() const { return *command_; }
  const std::optional<std::string>& problem() const { return problem_; }

 private:
  bool take_option(const std::string& argument) {
    const bool is_long = argument[1] == '-';
    // A short option may carry its value, or further flags: -ojson.
    const auto name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    const auto* option = find_option(*command_, name);
    if (option == nullptr) {
      problem_ = unknown_option(*command_, name);
      return false;
    }
    takes_value_ = option->get_items_expected_max() > 0 && argument.size() == name.size();
    return true;
  }

  const CLI::App* command_;
  bool takes_value_ = false;
  std::optional<std::string> problem_;
};

}  // namespace

std::vector<const CLI::App*> subcommands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::string full_name(const CLI::App& command) {
  const auto* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::string explain_usage(const CLI::App& root, const std::vector<std::string>& arguments,
                          const std::string& otherwise) {
  Walk walk(root);
  for (const auto& argument : arguments) {
    if (!walk.take(argument)) break;
  }
  if (walk.problem()) return *walk.problem();
  const auto subcommands = subcommands_of(walk.command());
  if (subcommands.empty()) return safe_for_terminal(otherwise);
  std::string names;
  for (const auto* subcommand : subcommands)
    names += (names.empty() ? "" : ", ") + subcommand->get_name();
  return in_quotes(full_name(walk.command())) + " needs a command: " + names;
}

std::string help_of(const CLI::App& command) {
  const auto* parent = command.get_parent();
  return command.help(parent == nullptr ? std::string() : full_name(*parent));
}

const CLI::App& deepest_command(const CLI::App& root, const std::vector<std::string>& arguments) {
  Walk walk(root);
  for (const auto& argument : arguments) {
    if (!walk.take(argument)) break;
  }
  return walk.command();
}

}  // namespace tipring::cli
