#include "cli/commands/call_people.h"

#include <memory>

#include "cli/commands/call_id.h"
#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct PeopleOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string id;
  std::string by;
  std::string mode = "listen";
  std::string place;
  std::string back_to;
  std::chrono::milliseconds stay{0};
  bool dry_run = false;
};

const std::vector<Field> answer_fields{{.key = "id"},   {.key = "place"},   {.key = "by"},
                                       {.key = "mode"}, {.key = "back_to"}, {.key = "becomes"}};
const std::vector<Field> parked_fields{
    {.key = "place"}, {.key = "id"}, {.key = "caller", .may_be_cut = true}, {.key = "by"}};

Result<void> tell(Console& console, const PeopleOptions& options, std::string_view method, const Json& params) {
  const auto answer = ask(console, options.connection, method, params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record(answer_fields, answer.value());
  return {};
}

Result<void> supervise(Console& console, const PeopleOptions& options) {
  return tell(console, options, "call.supervise",
              {{"id", options.id}, {"by", options.by}, {"mode", options.mode}, {"dry_run", options.dry_run}});
}

Result<void> park(Console& console, const PeopleOptions& options) {
  Json params{{"id", options.id}, {"place", options.place}, {"dry_run", options.dry_run}};
  if (!options.back_to.empty()) params["back_to"] = options.back_to;
  if (options.stay.count() > 0) params["timeout_ms"] = options.stay.count();
  return tell(console, options, "call.park", params);
}

Result<void> retrieve(Console& console, const PeopleOptions& options) {
  return tell(console, options, "call.retrieve",
              {{"place", options.place}, {"by", options.by}, {"dry_run", options.dry_run}});
}

Result<void> list_parked(Console& console, const PeopleOptions& options) {
  const auto answer = ask(console, options.connection, "call.parked", Json::object());
  if (!answer) return answer.error();
  Renderer(console, options.format).list(parked_fields, value_at(answer.value(), "parked"));
  return {};
}

CLI::App& add_command(CommandLine& line, CLI::App& group, const std::string& name,
                      const std::string& description, const std::shared_ptr<PeopleOptions>& options,
                      Result<void> (*run)(Console&, const PeopleOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

void add_by(CommandLine& line, CLI::App& command, PeopleOptions& options) {
  auto* by = command.add_option("--by", options.by, "Who: phone:NAME, or a SIP URI.");
  by->required()->type_name("WHOM");
  line.set_source(by, ValueSource::nothing);
}

void add_place(CLI::App& command, PeopleOptions& options) {
  command.add_option("PLACE", options.place, "The place: a number or a name.")->required()->type_name("");
}

}  // namespace

void add_people_commands(CommandLine& line, CLI::App& group) {
  const auto options = std::make_shared<PeopleOptions>();
  auto& supervising =
      add_command(line, group, "supervise", "Let somebody hear a call, or change what who hears it may do.",
                  options, supervise);
  add_call_id(line, supervising, options->id);
  add_by(line, supervising, *options);
  line.add_choice_option(supervising, "--mode", options->mode, {"listen", "whisper", "barge", "take-over"},
                         "Heard by nobody, by the agent alone, by both, or talking in the agent's place.");
  auto& parking =
      add_command(line, group, "park", "Park a caller at PLACE, until somebody retrieves it.", options, park);
  add_call_id(line, parking, options->id);
  add_place(parking, *options);
  line.add_duration_option(parking, "--for", options->stay,
                           "After which it goes on; as the site says, unless given.");
  parking
      .add_option("--back-to", options->back_to, "The number it goes to then; whom it talked to, unless given.")
      ->type_name("NUMBER");
  auto& retrieving = add_command(line, group, "retrieve", "Call somebody who talks to whom is parked at PLACE.",
                                 options, retrieve);
  add_place(retrieving, *options);
  add_by(line, retrieving, *options);
  add_command(line, group, "parked", "List who is parked, and where.", options, list_parked);
  for (CLI::App* change : {&supervising, &parking, &retrieving})
    change->add_flag("--dry-run", options->dry_run, "Only say what would be done.");
}

}  // namespace tipring::cli
