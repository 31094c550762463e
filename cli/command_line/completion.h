#pragma once

#include <string>

#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// A script for bash that completes the commands, options and values of `line`. To be sourced.
std::string bash_completion(const CommandLine& line);

/// The same for zsh: an autoload function for a folder in $fpath, which can be sourced as well.
std::string zsh_completion(const CommandLine& line);

}  // namespace tipring::cli
