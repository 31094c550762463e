#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/command_line/exit_code.h"
#include "cli/output/console.h"
#include "cli/output/renderer.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What completion may offer for the value of an option or a positional argument, where it is not one of a few
/// words.
enum class ValueSource : std::uint8_t { nothing, file, folder, contact, word, queue, agent };

/// The `tipring` program as a tree of commands: parses arguments, runs the command they name, and says what is
/// wrong with those that name none. The tree is also what completion and the tests of the manual page read.
class CommandLine {
 public:
  explicit CommandLine(Console& console);

  Console& console() { return console_; }
  CLI::App& root() { return root_; }
  const CLI::App& root() const { return root_; }

  /// A command that holds others, such as `call`.
  CLI::App& add_group(const std::string& name, const std::string& description) {
    return add_group(root_, name, description);
  }
  CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& description);

  /// A command below `parent`. `run` is called when the arguments name it and are right; its Error is written
  /// to the console and becomes the exit code.
  using Run = std::function<Result<void>()>;
  CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& description, Run run);

  // Options that many commands have; the variable takes the value and must live as long as the command line.
  void add_output_option(CLI::App& command, OutputFormat& format);
  /// An option that takes one of a few words; another one is a usage error that names the nearest.
  CLI::Option* add_choice_option(CLI::App& command, const std::string& names, std::string& value,
                                 const std::vector<std::string>& choices, const std::string& description);
  /// An option that takes a duration such as 500ms, 5s or 2m.
  CLI::Option* add_duration_option(CLI::App& command, const std::string& names,
                                   std::chrono::milliseconds& value, const std::string& description);
  /// The same, handing each value to `take`.
  CLI::Option* add_duration_function(CLI::App& command, const std::string& names,
                                     std::function<void(std::chrono::milliseconds)> take,
                                     const std::string& description);
  void set_source(const CLI::Option* option, ValueSource source) { sources_[option] = source; }

  /// What completion offers for an option's value.
  const std::vector<std::string>* choices_of(const CLI::Option* option) const;
  ValueSource source_of(const CLI::Option* option) const;

  /// Ends the run of a command with a code that is no failure to be told: that of a test that failed, say.
  void set_exit_code(ExitCode code) { exit_code_ = code; }

  /// Parses `arguments` (without the program's name) and runs the command. Once only.
  ExitCode run(const std::vector<std::string>& arguments);

 private:
  ExitCode run_command(const Run& command);
  ExitCode finish_output();
  CLI::Option* limit_to(CLI::Option* option, const std::vector<std::string>& choices);

  Console& console_;
  CLI::App root_;
  std::map<const CLI::App*, Run> runs_;
  std::map<const CLI::Option*, std::vector<std::string>> choices_;
  std::map<const CLI::Option*, ValueSource> sources_;
  ExitCode exit_code_ = ExitCode::done;
};

}  // namespace tipring::cli
