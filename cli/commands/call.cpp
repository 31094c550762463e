#include <memory>

#include "cli/commands/call_id.h"
#include "cli/commands/call_people.h"
#include "cli/commands/call_why.h"
#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/ended_calls.h"
#include "cli/commands/pieces.h"

namespace tipring::cli {
namespace {

struct CallOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string id;
  std::string to;
  std::string ledger;
  bool dry_run = false;
  EndedCallOptions ended;
};

const std::vector<Field> call_fields{{.key = "id"},
                                     {.key = "state"},
                                     {.key = "caller", .may_be_cut = true},
                                     {.key = "dialled", .may_be_cut = true},
                                     {.key = "arrived_at", .kind = FieldKind::time},
                                     {.key = "legs", .kind = FieldKind::number},
                                     {.key = "held", .kind = FieldKind::number},
                                     {.key = "channel"}};
const std::vector<Field> leg_fields{{.key = "id"},
                                    {.key = "direction"},
                                    {.key = "state"},
                                    {.key = "peer", .may_be_cut = true},
                                    {.key = "phone"},
                                    {.key = "trunk"},
                                    {.key = "transport"},
                                    {.key = "codec"},
                                    {.key = "srtp"},
                                    {.key = "path"},
                                    {.key = "held_by"},
                                    {.key = "invited_at", .kind = FieldKind::time},
                                    {.key = "answered_at", .kind = FieldKind::time},
                                    {.key = "bridged_with"}};

// What is known from the peer's reports only has an empty place until one came.
const std::vector<Field> media_fields{{.key = "leg"},
                                      {.key = "packets_sent", .kind = FieldKind::number},
                                      {.key = "packets_received", .kind = FieldKind::number},
                                      {.key = "packets_lost", .kind = FieldKind::number},
                                      {.key = "jitter_ms", .kind = FieldKind::number},
                                      {.key = "round_trip_ms", .kind = FieldKind::number},
                                      {.key = "mos", .kind = FieldKind::number}};

// What the call was not to call.
const std::vector<Field> barred_fields{{.key = "number"}, {.key = "destination"}, {.key = "why"}};

const std::vector<Field> supervisor_fields{{.key = "leg"}, {.key = "supervises"}, {.key = "mode"}};

const std::vector<Field> conference_fields{
    {.key = "leg"}, {.key = "conference"}, {.key = "parties", .kind = FieldKind::number}, {.key = "muted"}};

// Those legs that are in a conference, a row each.
Json conference_rows(const Json& legs) {
  Json rows = Json::array();
  for (const Json& leg : legs) {
    if (!leg.contains("conference")) continue;
    rows.push_back({{"leg", value_at(leg, "id")},
                    {"conference", value_at(leg, "conference")},
                    {"parties", value_at(leg, "parties")},
                    {"muted", value_at(leg, "muted")}});
  }
  return rows;
}

// Those legs that supervise another, a row each.
Json supervisor_rows(const Json& legs) {
  Json rows = Json::array();
  for (const Json& leg : legs) {
    if (leg.contains("supervises"))
      rows.push_back({{"leg", value_at(leg, "id")},
                      {"supervises", value_at(leg, "supervises")},
                      {"mode", value_at(leg, "mode")}});
  }
  return rows;
}

// The media of those legs that have any, a row each, with the fields that a table shows.
Json media_rows(const Json& legs) {
  Json rows = Json::array();
  for (const Json& leg : legs) {
    const Json media = value_at(leg, "media");
    if (!media.is_object()) continue;
    Json row{{"leg", value_at(leg, "id")}};
    for (const Field& field : media_fields) {
      if (media.contains(field.key)) row[field.key] = media[field.key];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// An answer that lacks the part that is asked for comes from a runtime of another version.
Result<Json> part_of(Json answer, const char* key) {
  const auto found = answer.find(key);
  if (found != answer.end()) return std::move(*found);
  return Error{"bad-answer",
               std::string("the runtime's answer has no \"") + key + "\": is it of another version?", false};
}

Result<void> list_calls(Console& console, const CallOptions& options) {
  if (options.ended.wanted) return list_ended_calls(console, options.connection, options.format, options.ended);
  const auto calls = all_pieces(console, options.connection, "call.list", Json::object(), "calls", "id");
  if (!calls) return calls.error();
  Renderer(console, options.format).list(call_fields, calls.value());
  return {};
}

void show_list(Console& console, Renderer& renderer, const std::vector<Field>& fields, const Json& rows) {
  if (!rows.is_array() || rows.empty()) return;
  console.out << '\n';
  renderer.list(fields, rows);
}

void show_ended_call(Console& console, OutputFormat format, Json call) {
  Renderer renderer(console, format);
  const Json barred = value_at(call, "barred");
  if (format == OutputFormat::table) call.erase("barred");
  renderer.record(ended_call_fields(), call);
  if (format == OutputFormat::table) show_list(console, renderer, barred_fields, barred);
}

Result<void> show_call(Console& console, const CallOptions& options) {
  auto answer = ask(console, options.connection, "call.show", {{"id", options.id}});
  if (!answer && answer.error().code == "not-found") {
    auto ended = find_ended_call(console, options.connection, options.id);
    if (!ended) return ended.error();
    if (ended->is_null()) return answer.error();
    show_ended_call(console, options.format, std::move(ended).value());
    return {};
  }
  if (!answer) return answer.error();
  auto call = part_of(std::move(answer).value(), "call");
  if (!call) return call.error();
  Renderer renderer(console, options.format);
  if (options.format != OutputFormat::table) {
    renderer.record(call_fields, call.value());
    return {};
  }
  const auto legs = part_of(call.value(), "legs");
  if (!legs) return legs.error();
  call.value().erase("legs");
  const Json barred = value_at(call.value(), "barred");
  call.value().erase("barred");
  renderer.record(call_fields, call.value());
  console.out << '\n';
  renderer.list(leg_fields, legs.value());
  show_list(console, renderer, barred_fields, barred);
  show_list(console, renderer, conference_fields, conference_rows(legs.value()));
  show_list(console, renderer, supervisor_fields, supervisor_rows(legs.value()));
  show_list(console, renderer, media_fields, media_rows(legs.value()));
  return {};
}

Result<void> hang_up_call(Console& console, const CallOptions& options) {
  const auto answer =
      ask(console, options.connection, "call.hangup", {{"id", options.id}, {"dry_run", options.dry_run}});
  if (!answer) return answer.error();
  Renderer(console, options.format).record(call_fields, answer.value());
  return {};
}

Result<void> transfer_call(Console& console, const CallOptions& options) {
  const auto answer = ask(console, options.connection, "call.transfer",
                          {{"id", options.id}, {"to", options.to}, {"dry_run", options.dry_run}});
  if (!answer) return answer.error();
  Renderer(console, options.format).record(call_fields, answer.value());
  return {};
}

Result<void> why_call(Console& console, const CallOptions& options) {
  return tell_why(console, options.connection, options.format, options.id, options.ledger);
}

CLI::App& add_call_command(CommandLine& line, CLI::App& group, const std::string& name,
                           const std::string& description, const std::shared_ptr<CallOptions>& options,
                           Result<void> (*run)(Console&, const CallOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

}  // namespace

void add_call_commands(CommandLine& line) {
  auto& group = line.add_group("call",
                               "List calls, look at one, ask why it went where it did, end one, send one "
                               "elsewhere, supervise or park one.");
  const auto options = std::make_shared<CallOptions>();
  auto& list =
      add_call_command(line, group, "ls", "List the calls and chats that are there, or those that are over.",
                       options, list_calls);
  add_ended_call_options(line, list, options->ended);
  auto& show = add_call_command(line, group, "show",
                                "Show one call or chat, and its legs; one that is over from the call records.",
                                options, show_call);
  add_call_id(line, show, options->id);
  auto& why = add_call_command(line, group, "why",
                               "Tell how rules decided about a call or chat, and what became of it in queues.",
                               options, why_call);
  add_call_id(line, why, options->id);
  auto* ledger = why.add_option("--ledger", options->ledger,
                                "Read the ledger in this folder, whether or not a runtime writes it.");
  ledger->type_name("FOLDER");
  line.set_source(ledger, ValueSource::folder);
  auto& hang_up = add_call_command(line, group, "hangup", "End a call or a chat.", options, hang_up_call);
  add_call_id(line, hang_up, options->id);
  auto& transfer =
      add_call_command(line, group, "transfer", "Send a caller elsewhere: by on.call, as a call to NUMBER.",
                       options, transfer_call);
  add_call_id(line, transfer, options->id);
  transfer.add_option("NUMBER", options->to, "The number that the caller is to reach.")
      ->required()
      ->type_name("");
  for (CLI::App* change : {&hang_up, &transfer})
    change->add_flag("--dry-run", options->dry_run, "Only say what would be done.");
  add_people_commands(line, group);
}

}  // namespace tipring::cli
