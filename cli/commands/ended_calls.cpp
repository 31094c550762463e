#include "cli/commands/ended_calls.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "adapters/postgres/record_schema.h"
#include "adapters/records/call_record_reader.h"
#include "adapters/sqlite/record_file.h"
#include "cli/commands/point_in_time.h"
#include "cli/switchboard/record_json.h"
#include "runtime/base/ids.h"

namespace tipring::cli {
namespace {

const std::vector<Field> ended_fields{{.key = "id"},
                                      {.key = "caller", .may_be_cut = true},
                                      {.key = "dialled", .may_be_cut = true},
                                      {.key = "arrived_at", .kind = FieldKind::time},
                                      {.key = "answered_at", .kind = FieldKind::time},
                                      {.key = "ended_at", .kind = FieldKind::time},
                                      {.key = "talk", .kind = FieldKind::span},
                                      {.key = "status", .kind = FieldKind::number},
                                      {.key = "cause"},
                                      {.key = "legs", .kind = FieldKind::number},
                                      {.key = "channel"}};

// A piece of what the runtime is asked for.
constexpr int most_at_once = 1'000;

bool is_server(const std::string& database) {
  return database.starts_with("postgresql://") || database.starts_with("postgres://");
}

Result<std::unique_ptr<DatabasePlace>> place_of(const std::string& database) {
  if (!is_server(database))
    return std::unique_ptr<DatabasePlace>(std::make_unique<sqlite::RecordFile>(database));
  auto schema = postgres::RecordSchema::create(database);
  if (!schema) return schema.error();
  return std::unique_ptr<DatabasePlace>(std::move(schema).value());
}

// The file that the runtime writes; empty where it reads the records itself.
Result<std::string> file_of_runtime(Console& console, const ConnectionOptions& connection) {
  const auto status = ask(console, connection, "status", Json::object());
  if (!status) return status.error();
  const Json& database = value_at(status.value(), "database");
  if (database.is_string() && !database.get<std::string>().empty()) return database.get<std::string>();
  if (value_at(status.value(), "records").is_object()) return std::string();
  return Error{"not-found", "the runtime does not say where its call records are; --database names the file",
               false};
}

Result<void> read_time(const std::string& text, std::optional<UtcTime>& time) {
  if (text.empty()) return {};
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto point = parse_point_in_time(text, now);
  if (!point) return point.error();
  time = point.value();
  return {};
}

Result<Json> read_ended(const std::string& database, const records::EndedCalls& wanted, std::size_t limit) {
  const auto place = place_of(database);
  if (!place) return place.error();
  auto reader = records::CallRecordReader::open(*place.value());
  if (!reader) return reader.error();
  const auto found = reader->ended(wanted, limit);
  if (!found) return found.error();
  Json rows = Json::array();
  for (const CallRecord& record : found.value())
    rows.push_back(record_json(record));
  return rows;
}

Json ended_parameters(const records::EndedCalls& wanted) {
  Json parameters = Json::object();
  if (!wanted.caller.empty()) parameters["caller"] = wanted.caller;
  if (wanted.since) parameters["since"] = wanted.since->time_since_epoch().count();
  if (wanted.until) parameters["until"] = wanted.until->time_since_epoch().count();
  return parameters;
}

// Piece by piece, so that no answer is too large.
Result<Json> ask_for_ended(Console& console, const ConnectionOptions& options,
                           const records::EndedCalls& wanted, std::size_t limit) {
  auto client = connect(console, options);
  if (!client) return client.error();
  Json parameters = ended_parameters(wanted);
  Json rows = Json::array();
  while (rows.size() < limit) {
    const std::size_t piece = std::min<std::size_t>(limit - rows.size(), most_at_once);
    parameters["limit"] = piece;
    const auto answer = client->call("records.ended", parameters, options.timeout);
    if (!answer) return answer.error();
    const Json& calls = value_at(answer.value(), "calls");
    for (const Json& call : calls)
      rows.push_back(call);
    if (calls.size() < piece) break;
    parameters["before"] = value_at(answer.value(), "before");
  }
  return rows;
}

Result<Json> ended_rows(Console& console, const ConnectionOptions& connection, const std::string& database,
                        const records::EndedCalls& wanted, std::size_t limit) {
  if (!database.empty()) return read_ended(database, wanted, limit);
  const auto file = file_of_runtime(console, connection);
  if (!file) return file.error();
  return file->empty() ? ask_for_ended(console, connection, wanted, limit)
                       : read_ended(file.value(), wanted, limit);
}

// Most sites have no enterprises, and no use for a column of them.
std::vector<Field> listed_fields(const Json& rows) {
  std::vector<Field> fields = ended_fields;
  const bool has_any =
      std::ranges::any_of(rows, [](const Json& row) { return !value_at(row, "enterprise").is_null(); });
  if (has_any) fields.insert(fields.begin() + 1, {.key = "enterprise"});
  return fields;
}

Result<Json> read_call(const std::string& file, ContactId contact) {
  sqlite::RecordFile place(file);
  auto reader = records::CallRecordReader::open(place);
  if (!reader) return reader.error().code == "store-missing" ? Result<Json>(Json()) : reader.error();
  const auto known = reader->find(contact);
  if (!known) return known.error();
  return known->record ? record_json(*known->record, known->barred) : Json();
}

}  // namespace

void add_ended_call_options(CommandLine& line, CLI::App& command, EndedCallOptions& options) {
  auto* ended = command.add_flag("--ended", options.wanted, "List calls that are over, from the call records.");
  const auto with_text = [&](const char* name, std::string& value, const char* type, const char* what) {
    auto* option = command.add_option(name, value, what);
    option->type_name(type)->needs(ended);
    line.set_source(option, ValueSource::nothing);
    return option;
  };
  with_text("--caller", options.caller, "NUMBER", "Only calls of this caller.");
  with_text("--since", options.since, "TIME",
            "Only calls that arrived at this time or later: 10m (ago), or 10:15.");
  with_text("--until", options.until, "TIME", "Only calls that arrived before this time.");
  command.add_option("--limit", options.limit, "How many at most, the newest: 100 unless given.")
      ->type_name("COUNT")
      ->needs(ended)
      ->check(CLI::Range(1, 1'000'000).description(""));
  auto* database = with_text(
      "--database", options.database, "FILE",
      "Read the call records in this file, or on this server (postgresql://…), whether or not a runtime writes "
      "them.");
  line.set_source(database, ValueSource::file);
}

Result<void> list_ended_calls(Console& console, const ConnectionOptions& connection, OutputFormat format,
                              const EndedCallOptions& options) {
  records::EndedCalls wanted{.caller = options.caller};
  if (auto read = read_time(options.since, wanted.since); !read) return read;
  if (auto read = read_time(options.until, wanted.until); !read) return read;
  // One more shows whether there are more.
  const auto limit = static_cast<std::size_t>(options.limit);
  auto rows = ended_rows(console, connection, options.database, wanted, limit + 1);
  if (!rows) return rows.error();
  const bool more = rows->size() > limit;
  if (more) rows->erase(limit);
  std::reverse(rows->begin(), rows->end());
  Renderer(console, format).list(listed_fields(rows.value()), rows.value());
  if (more) console.err << "tipring: there are older calls: --limit shows more\n";
  return {};
}

Result<Json> find_ended_call(Console& console, const ConnectionOptions& connection, const std::string& id) {
  const auto contact = parse_contact_id(id);
  const auto file = file_of_runtime(console, connection);
  if (!contact || !file) return Json();
  Result<Json> record = Json();
  if (file->empty()) {
    record = ask(console, connection, "records.call", {{"id", id}});
    if (record) record = Json(value_at(record.value(), "call"));
  } else {
    record = read_call(file.value(), *contact);
  }
  if (!record || record->is_null()) return record;
  Json call{{"id", id}, {"state", "ended"}};
  call.update(record.value());
  return call;
}

const std::vector<Field>& ended_call_fields() {
  return ended_fields;
}

}  // namespace tipring::cli
