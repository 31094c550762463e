#include "cli/commands/version_change.h"

#include <string_view>

#include "cli/output/text.h"

namespace tipring::cli {
namespace {

const std::vector<Field> plan_fields{{.key = "what"}, {.key = "change"}, {.key = "needs_restart"}};

std::string text_at(const Json& json, const char* key) {
  const Json value = value_at(json, key);
  return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : value.dump();
}

std::string named(const Json& answer) {
  return answer.contains("number")
             ? "version " + text_at(answer, "number") + " (" + text_at(answer, "version") + ")"
             : "version " + text_at(answer, "version");
}

void tell_findings(Console& console, const Json& answer, const std::string& site) {
  for (const Json& finding : value_at(answer, "findings"))
    console.err << site << "/" << safe_for_terminal(text_at(finding, "told")) << '\n';
}

void tell_plan(Console& console, const Json& answer, bool only_restarts) {
  for (const Json& step : value_at(answer, "plan")) {
    const bool restart = value_at(step, "needs_restart") == true;
    if (only_restarts && !restart) continue;
    console.err << "tipring: " << safe_for_terminal(text_at(step, "what") + ": " + text_at(step, "change"))
                << (restart ? ", which needs a restart" : "") << '\n';
  }
}

// What people are told, but for what stands in the way.
std::string sentence_for(std::string_view outcome, const Json& answer) {
  if (outcome == "in-force") return named(answer) + " is in force";
  if (outcome == "on-trial") return named(answer) + " is on trial";
  if (outcome == "trial-ended") return "the trial is over; " + named(answer) + " is in force for all";
  if (outcome == "unchanged") return "nothing has changed; " + named(answer) + " stays in force";
  return named(answer) + " could take force";
}

void show_answer(CommandLine& line, OutputFormat format, const Json& answer, const std::string& site) {
  Console& console = line.console();
  const std::string outcome = text_at(answer, "outcome");
  if (format != OutputFormat::table) {
    Renderer(console, format).record({}, answer);
  } else if (!value_at(answer, "plan").empty()) {
    Renderer(console, format).list(plan_fields, value_at(answer, "plan"));
  }
  if (outcome == "broken") {
    tell_findings(console, answer, site);
    console.err << "tipring: the site has mistakes; what was in force stays so\n";
    return line.set_exit_code(ExitCode::test_failed);
  }
  if (outcome == "needs-restart" || outcome == "not-on-trial") {
    tell_plan(console, answer, outcome == "needs-restart");
    console.err
        << (outcome == "needs-restart"
                ? "tipring: refused, nothing was changed: restart the runtime for it to take force\n"
                : "tipring: refused, nothing was changed: the configuration of the floor differs, which has "
                  "one version for all\n");
    return line.set_exit_code(ExitCode::refused);
  }
  if (outcome == "unchanged" && !value_at(answer, "findings").empty()) {
    tell_findings(console, answer, site);
    console.err << "tipring: the site has not changed, but the store has mistakes; " << named(answer)
                << " stays in force, with the rows that were\n";
    return line.set_exit_code(ExitCode::test_failed);
  }
  console.err << "tipring: " << sentence_for(outcome, answer) << '\n';
}

}  // namespace

void add_version_change_options(CommandLine& line, CLI::App& command, VersionChangeOptions& options) {
  command.add_flag("--dry-run", options.dry_run, "Check and plan, and change nothing.");
  line.add_output_option(command, options.format);
  add_connection_options(line, command, options.connection);
}

Result<void> change_version(CommandLine& line, const VersionChangeOptions& options, const std::string& method,
                            Json params) {
  auto client = connect(line.console(), options.connection);
  if (!client) return client.error();
  const auto status = client->call("status", Json::object(), options.connection.timeout);
  if (!status) return status.error();
  params["dry_run"] = options.dry_run;
  const auto answer = client->call(method, params, options.connection.timeout);
  if (!answer) return answer.error();
  show_answer(line, options.format, answer.value(), text_at(status.value(), "site"));
  return {};
}

}  // namespace tipring::cli
