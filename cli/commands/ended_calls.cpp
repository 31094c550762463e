#include "cli/commands/ended_calls.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "adapters/sqlite/call_record_reader.h"
#include "cli/commands/point_in_time.h"
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

Json time_or_null(const std::optional<UtcTime>& time) {
  return time ? Json(time->time_since_epoch().count()) : Json();
}

Json to_json(const CallRecord& record) {
  Json json{{"id", to_string(record.contact)},
            {"channel", record.channel},
            {"caller", record.caller},
            {"caller_name", record.caller_name},
            {"dialled", record.dialled},
            {"arrived_at", record.arrived.time_since_epoch().count()},
            {"answered_at", time_or_null(record.answered)},
            {"ended_at", time_or_null(record.ended)},
            {"talk", record.talk_time.count()},
            {"status", record.status},
            {"release_cause", record.release_cause},
            {"cause", record.cause},
            {"legs", record.legs}};
  if (!record.enterprise.empty()) json["enterprise"] = record.enterprise;
  return json;
}

// That of the runtime, which says where it is.
Result<std::string> database_of(Console& console, const ConnectionOptions& connection) {
  const auto status = ask(console, connection, "status", Json::object());
  if (!status) return status.error();
  const Json& database = value_at(status.value(), "database");
  if (database.is_string() && !database.get<std::string>().empty()) return database.get<std::string>();
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
  auto* database = with_text("--database", options.database, "FILE",
                             "Read the call records in this file, whether or not a runtime writes it.");
  line.set_source(database, ValueSource::file);
}

Result<void> list_ended_calls(Console& console, const ConnectionOptions& connection, OutputFormat format,
                              const EndedCallOptions& options) {
  sqlite::CallRecordReader::Ended wanted{.caller = options.caller};
  if (auto read = read_time(options.since, wanted.since); !read) return read;
  if (auto read = read_time(options.until, wanted.until); !read) return read;
  std::string path = options.database;
  if (path.empty()) {
    auto found = database_of(console, connection);
    if (!found) return found.error();
    path = std::move(found).value();
  }
  auto reader = sqlite::CallRecordReader::open(path);
  if (!reader) return reader.error();
  // One more shows whether there are more.
  auto records = reader->ended(wanted, static_cast<std::size_t>(options.limit) + 1);
  if (!records) return records.error();
  const bool more = records->size() > static_cast<std::size_t>(options.limit);
  if (more) records->pop_back();
  std::reverse(records->begin(), records->end());
  Json rows = Json::array();
  for (const CallRecord& record : records.value())
    rows.push_back(to_json(record));
  Renderer(console, format).list(ended_fields, rows);
  if (more) console.err << "tipring: there are older calls: --limit shows more\n";
  return {};
}

Result<Json> find_ended_call(Console& console, const ConnectionOptions& connection, const std::string& id) {
  const auto contact = parse_contact_id(id);
  const auto path = database_of(console, connection);
  if (!contact || !path) return Json();
  auto reader = sqlite::CallRecordReader::open(path.value());
  if (!reader) return reader.error().code == "store-missing" ? Result<Json>(Json()) : reader.error();
  const auto record = reader->find(*contact);
  if (!record) return record.error();
  if (!record.value()) return Json();
  const auto barred = reader->barred(*contact);
  if (!barred) return barred.error();
  Json call{{"id", id}, {"state", "ended"}};
  call.update(to_json(*record.value()));
  for (const BarredNumber& number : barred.value()) {
    call["barred"].push_back({{"number", number.number},
                              {"destination", number.destination.empty() ? Json() : Json(number.destination)},
                              {"why", number.why}});
  }
  return call;
}

const std::vector<Field>& ended_call_fields() {
  return ended_fields;
}

}  // namespace tipring::cli
