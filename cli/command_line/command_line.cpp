#include "cli/command_line/command_line.h"

#include <algorithm>
#include <utility>

#include "cli/command_line/usage.h"
#include "cli/command_line/version.h"
#include "cli/output/text.h"
#include "dsl/binding/word_call.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string text;
  for (const auto& word : words)
    text.append(text.empty() ? "" : separator).append(word);
  return text;
}

}  // namespace

CommandLine::CommandLine(Console& console) : console_(console), root_("the switchboard you script", "tipring") {
  root_.require_subcommand(1);
  root_.get_formatter()->column_width(36);
  root_.set_help_flag("-h,--help", "Print this help and exit.");
  root_.set_version_flag("--version", "tipring " + std::string(version), "Print the version and exit.");
}

CLI::App& CommandLine::add_group(CLI::App& parent, const std::string& name, const std::string& description) {
  auto& group = *parent.add_subcommand(name, description);
  group.require_subcommand(1);
  return group;
}

CLI::App& CommandLine::add_command(CLI::App& parent, const std::string& name, const std::string& description,
                                   Run run) {
  auto& command = *parent.add_subcommand(name, description);
  runs_.emplace(&command, std::move(run));
  return command;
}

CLI::Option* CommandLine::limit_to(CLI::Option* option, const std::vector<std::string>& choices) {
  choices_[option] = choices;
  option->type_name("{" + joined(choices, ",") + "}");
  option->check(CLI::Validator(
      [choices](const std::string& given) {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) return std::string();
        return "'" + given + "' is none of " + joined(choices, ", ") + did_you_mean(nearest(given, choices));
      },
      ""));
  return option;
}

CLI::Option* CommandLine::add_choice_option(CLI::App& command, const std::string& names, std::string& value,
                                            const std::vector<std::string>& choices,
                                            const std::string& description) {
  return limit_to(command.add_option(names, value, description), choices);
}

void CommandLine::add_output_option(CLI::App& command, OutputFormat& format) {
  auto* option = command.add_option_function<std::string>(
      "-o,--output",
      // What is no format has been refused when this is called.
      [&format](const std::string& name) { format = parse_output_format(name).value_or(OutputFormat::table); },
      "How to write what was found: table unless given.");
  limit_to(option, output_format_names());
}

CLI::Option* CommandLine::add_duration_option(CLI::App& command, const std::string& names,
                                              std::chrono::milliseconds& value,
                                              const std::string& description) {
  return add_duration_function(
      command, names, [&value](std::chrono::milliseconds given) { value = given; }, description);
}

CLI::Option* CommandLine::add_duration_function(CLI::App& command, const std::string& names,
                                                std::function<void(std::chrono::milliseconds)> take,
                                                const std::string& description) {
  auto* option = command.add_option_function<std::string>(
      names,
      // What is no duration has been refused when this is called.
      [take = std::move(take)](const std::string& text) {
        const auto duration = dsl::parse_duration(text).value_or(Duration::zero());
        take(std::chrono::ceil<std::chrono::milliseconds>(duration));
      },
      description);
  option->type_name("DURATION");
  option->check(CLI::Validator(
      [](const std::string& given) {
        // Zero needs no unit.
        return given == "0" || dsl::parse_duration(given)
                   ? std::string()
                   : "'" + given + "' is no duration such as 500ms, 5s or 2m";
      },
      ""));
  return option;
}

const std::vector<std::string>* CommandLine::choices_of(const CLI::Option* option) const {
  const auto found = choices_.find(option);
  return found == choices_.end() ? nullptr : &found->second;
}

ValueSource CommandLine::source_of(const CLI::Option* option) const {
  const auto found = sources_.find(option);
  return found == sources_.end() ? ValueSource::nothing : found->second;
}

ExitCode CommandLine::run_command(const Run& command) {
  const auto result = command();
  const auto written = finish_output();
  if (!result) {
    console_.err << "tipring: " << safe_for_terminal(result.error().text) << '\n';
    return exit_code_for(result.error());
  }
  return written == ExitCode::done ? exit_code_ : written;
}

ExitCode CommandLine::finish_output() {
  console_.out.flush();
  if (console_.out) return ExitCode::done;
  console_.err << "tipring: what was found could not be written to the standard output\n";
  return ExitCode::failed;
}

ExitCode CommandLine::run(const std::vector<std::string>& arguments) {
  // The parser takes them last first.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    root_.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    console_.out << help_of(deepest_command(root_, arguments));
    return finish_output();
  } catch (const CLI::CallForVersion& asked) {
    console_.out << asked.what() << '\n';
    return finish_output();
  } catch (const CLI::ParseError& error) {
    const auto& command = deepest_command(root_, arguments);
    console_.err << "tipring: " << explain_usage(root_, arguments, error.what()) << "\nTry '"
                 << full_name(command) << " --help'.\n";
    return ExitCode::usage;
  }
  const CLI::App* command = &root_;
  while (!command->get_subcommands().empty())
    command = command->get_subcommands().front();
  return run_command(runs_.at(command));
}

}  // namespace tipring::cli
