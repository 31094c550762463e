#include "cli/commands/hours_closing.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct ClosingOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::vector<std::string> names;
  bool all = false;
  std::chrono::milliseconds time{-1};  // Negative: until they are reopened.
  std::string reason;
};

const std::vector<Field> closing_fields{{.key = "name"},
                                        {.key = "from", .kind = FieldKind::time},
                                        {.key = "until", .kind = FieldKind::time},
                                        {.key = "reason", .may_be_cut = true}};

Result<void> ask_for_closings(Console& console, const ClosingOptions& options, const std::string& method,
                              const Json& params) {
  auto answer = ask(console, options.connection, method, params);
  if (!answer) return answer.error();
  Renderer(console, options.format).list(closing_fields, value_at(answer.value(), "closings"));
  return {};
}

Json chosen(const ClosingOptions& options) {
  return {{"names", options.names}, {"all", options.all}};
}

Result<void> close_hours(Console& console, const ClosingOptions& options) {
  Json params = chosen(options);
  if (!options.reason.empty()) params["reason"] = options.reason;
  if (options.time.count() == 0) return Error{"usage", "--for: hours are closed for a second at least", false};
  if (options.time.count() > 0)
    params["seconds"] = std::chrono::ceil<std::chrono::seconds>(options.time).count();
  return ask_for_closings(console, options, "hours.close", params);
}

Result<void> reopen_hours(Console& console, const ClosingOptions& options) {
  return ask_for_closings(console, options, "hours.reopen", chosen(options));
}

Result<void> list_closings(Console& console, const ClosingOptions& options) {
  return ask_for_closings(console, options, "hours.closings", Json::object());
}

CLI::App& add_closing_command(CommandLine& line, CLI::App& group, const std::string& name,
                              const std::string& description, const std::shared_ptr<ClosingOptions>& options,
                              Result<void> (*run)(Console&, const ClosingOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

void add_choice(CommandLine& line, CLI::App& command, ClosingOptions& options) {
  auto* names = command.add_option("NAME", options.names, "The hours' names.");
  names->type_name("");
  line.set_source(names, ValueSource::nothing);
  command.add_flag("--all", options.all, "All hours of the site and its enterprises.");
}

}  // namespace

void add_hours_closing_commands(CommandLine& line, CLI::App& group) {
  const auto options = std::make_shared<ClosingOptions>();
  auto& close = add_closing_command(line, group, "close", "Close hours in spite of their plan, from now on.",
                                    options, close_hours);
  add_choice(line, close, *options);
  line.add_duration_option(close, "--for", options->time,
                           "For so long; until they are reopened where this is left out.");
  auto* reason = close.add_option("--reason", options->reason, "Why, for those who ask.");
  reason->type_name("TEXT");
  line.set_source(reason, ValueSource::nothing);
  auto& reopen = add_closing_command(line, group, "reopen", "Let hours that were closed be as planned again.",
                                     options, reopen_hours);
  add_choice(line, reopen, *options);
  add_closing_command(line, group, "closings", "List the hours that are closed in spite of their plan.",
                      options, list_closings);
}

}  // namespace tipring::cli
