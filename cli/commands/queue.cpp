#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/pieces.h"
#include "runtime/base/ids.h"

namespace tipring::cli {
namespace {

struct QueueOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string name;
  std::string contact;
  int position = 0;  // 0: its usual one.
  int limit = 100;
  bool off = false;
  bool dry_run = false;
};

const std::vector<Field> queue_fields{{.key = "name", .may_be_cut = true},
                                      {.key = "waiting", .kind = FieldKind::number},
                                      {.key = "longest_wait", .kind = FieldKind::span},
                                      {.key = "logged_in", .kind = FieldKind::number},
                                      {.key = "ready", .kind = FieldKind::number},
                                      {.key = "serving", .kind = FieldKind::number},
                                      {.key = "drains"}};
const std::vector<Field> definition_fields{
    {.key = "longest_wait", .kind = FieldKind::span},  {.key = "answer_within", .kind = FieldKind::span},
    {.key = "ring_time", .kind = FieldKind::span},     {.key = "wrap_up", .kind = FieldKind::span},
    {.key = "priority_ages", .kind = FieldKind::span}, {.key = "longest_allowed", .kind = FieldKind::span}};
const std::vector<Field> ring_fields{{.key = "ring", .kind = FieldKind::number},
                                     {.key = "after", .kind = FieldKind::span},
                                     {.key = "needs", .may_be_cut = true}};
const std::vector<Field> waiting_fields{{.key = "position", .kind = FieldKind::number},
                                        {.key = "contact"},
                                        {.key = "caller", .may_be_cut = true},
                                        {.key = "priority", .kind = FieldKind::number},
                                        {.key = "waited", .kind = FieldKind::span},
                                        {.key = "ring", .kind = FieldKind::number},
                                        {.key = "state", .may_be_cut = true},
                                        {.key = "needs", .may_be_cut = true},
                                        {.key = "channel"}};

Result<void> list_queues(Console& console, const QueueOptions& options) {
  const auto rows = all_pieces(console, options.connection, "queue.list", Json::object(), "queues", "name");
  if (!rows) return rows.error();
  Renderer(console, options.format).list(queue_fields, rows.value());
  return {};
}

void show_in_tables(Console& console, Renderer& renderer, Json queue) {
  const Json contacts = value_at(queue, "contacts");
  Json rings = value_at(queue, "widen");
  queue.erase("contacts");
  queue.erase("widen");
  renderer.record(definition_fields, queue);
  if (rings.is_array()) {
    int number = 0;
    for (Json& ring : rings)
      ring["ring"] = ++number;
    console.out << '\n';
    renderer.list(ring_fields, rings);
  }
  if (contacts.empty()) return;
  console.out << '\n';
  renderer.list(waiting_fields, contacts);
}

Result<void> show_queue(Console& console, const QueueOptions& options) {
  const auto answer =
      ask(console, options.connection, "queue.show", {{"queue", options.name}, {"limit", options.limit}});
  if (!answer) return answer.error();
  Json queue = value_at(answer.value(), "queue");
  queue["contacts"] = value_at(answer.value(), "contacts");
  Renderer renderer(console, options.format);
  if (options.format == OutputFormat::table) {
    show_in_tables(console, renderer, std::move(queue));
  } else {
    renderer.record(definition_fields, queue);
  }
  if (value_at(answer.value(), "complete") == false)
    console.err << "tipring: more wait behind these: --limit shows more\n";
  return {};
}

Result<void> move_contact(Console& console, const QueueOptions& options) {
  Json params{{"contact", options.contact}, {"queue", options.name}, {"dry_run", options.dry_run}};
  if (options.position > 0) params["position"] = options.position;
  const auto answer = ask(console, options.connection, "queue.move", params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

Result<void> drain_queue(Console& console, const QueueOptions& options) {
  const auto answer = ask(console, options.connection, "queue.drain",
                          {{"queue", options.name}, {"on", !options.off}, {"dry_run", options.dry_run}});
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

CLI::App& add_queue_command(CommandLine& line, CLI::App& group, const std::string& name,
                            const std::string& description, const std::shared_ptr<QueueOptions>& options,
                            Result<void> (*run)(Console&, const QueueOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

void add_name(CommandLine& line, CLI::App& command, QueueOptions& options) {
  auto* name = command.add_option("QUEUE", options.name, "The queue's name.");
  name->required()->type_name("");
  line.set_source(name, ValueSource::queue);
}

void add_contact(CommandLine& line, CLI::App& command, QueueOptions& options) {
  auto* id =
      command.add_option("ID", options.contact, "The contact's id as `tipring queue show` has it: 3-142.");
  id->required()->type_name("");
  id->check(CLI::Validator(
      [](const std::string& given) {
        return parse_contact_id(given)
                   ? std::string()
                   : "'" + given +
                         "' is no contact's id: expected one as 'tipring queue show' has it, "
                         "such as 3-142";
      },
      ""));
  line.set_source(id, ValueSource::contact);
}

}  // namespace

void add_queue_commands(CommandLine& line) {
  auto& group = line.add_group("queue", "List queues, look at who waits in one, move a contact, drain one.");
  const auto options = std::make_shared<QueueOptions>();
  add_queue_command(line, group, "ls", "List the queues, who waits in them and who serves them.", options,
                    list_queues);
  auto& show = add_queue_command(line, group, "show", "Show a queue, and who waits in it, in order.", options,
                                 show_queue);
  add_name(line, show, *options);
  show.add_option("--limit", options->limit, "How many contacts at most, the first: 100 unless given.")
      ->type_name("COUNT")
      ->check(CLI::Range(1, 5'000).description(""));
  auto& move =
      add_queue_command(line, group, "move", "Have who waits do so in another queue, or at another position.",
                        options, move_contact);
  add_contact(line, move, *options);
  add_name(line, move, *options);
  move.add_option("--position", options->position,
                  "Where in the queue, from 1; where priority and wait put it unless given.")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000).description(""));
  auto& drain =
      add_queue_command(line, group, "drain", "Let nobody more into a queue; who waits in it is still served.",
                        options, drain_queue);
  add_name(line, drain, *options);
  drain.add_flag("--off", options->off, "Let them in again.");
  for (CLI::App* change : {&move, &drain})
    change->add_flag("--dry-run", options->dry_run, "Only say what would be done.");
}

}  // namespace tipring::cli
