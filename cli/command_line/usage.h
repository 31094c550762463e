#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace tipring::cli {

/// What is wrong with `arguments`, in one sentence that names the nearest command or option; `otherwise` where
/// that cannot be told.
std::string explain_usage(const CLI::App& root, const std::vector<std::string>& arguments,
                          const std::string& otherwise);

/// "tipring call show": a command with those above it.
std::string full_name(const CLI::App& command);

/// What --help prints.
std::string help_of(const CLI::App& command);

/// The command that `arguments` get to before something is wrong; the root when not even the first is one.
const CLI::App& deepest_command(const CLI::App& root, const std::vector<std::string>& arguments);

/// A command's subcommands in the order in which they were added.
std::vector<const CLI::App*> subcommands_of(const CLI::App& command);

}  // namespace tipring::cli
