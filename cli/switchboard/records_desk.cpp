#include "cli/switchboard/records_desk.h"

#include <utility>

#include "adapters/postgres/postgres_database.h"
#include "adapters/postgres/record_schema.h"
#include "adapters/records/call_record_reader.h"
#include "adapters/records/call_record_table.h"
#include "cli/switchboard/record_json.h"

namespace tipring::cli {
namespace {

// As much as an answer may hold for certain.
constexpr std::int64_t most_records = 1'000;

std::optional<UtcTime> time_of(const ControlArguments& arguments, const char* name) {
  const auto microseconds = arguments.optional_integer(name);
  return microseconds ? std::optional(UtcTime(Duration(*microseconds))) : std::nullopt;
}

std::vector<ControlParameter> ended_parameters() {
  return {{.name = "caller", .type = ControlType::text, .doc = "Only calls of this caller."},
          {.name = "since",
           .type = ControlType::integer,
           .doc = "Only those that arrived then or later: microseconds."},
          {.name = "until", .type = ControlType::integer, .doc = "Only those that arrived before."},
          {.name = "before",
           .type = ControlType::integer,
           .doc = "Only those that arrived before this entry of the ledger: to read on."},
          {.name = "limit",
           .type = ControlType::integer,
           .doc = "How many at most.",
           .fallback = 100,
           .lowest = 1,
           .highest = most_records}};
}

records::EndedCalls wanted_of(const ControlArguments& arguments) {
  records::EndedCalls wanted{.caller = arguments.optional_text("caller").value_or(""),
                             .since = time_of(arguments, "since"),
                             .until = time_of(arguments, "until")};
  if (const auto before = arguments.optional_integer("before"))
    wanted.before = static_cast<std::uint64_t>(*before);
  return wanted;
}

Json ended_json(const std::vector<DatabaseRows>& rows) {
  Json calls = Json::array();
  Json last;
  for (const CallRecord& record : records::records_of(rows.front())) {
    calls.push_back(record_json(record));
    last = record.first_entry;
  }
  return {{"calls", std::move(calls)}, {"before", std::move(last)}};
}

}  // namespace

void RecordsDesk::add_methods(Control& control) {
  control.add(ControlJob{"records.ended", "Lists calls that are over, newest first, from the records.",
                         ended_parameters(),
                         [this](const ControlArguments& arguments, const ControlJob::Answer& answer) {
                           ask(records::ended_calls_request(
                                   wanted_of(arguments), static_cast<std::size_t>(arguments.integer("limit"))),
                               answer, ended_json);
                         }});
  control.add(ControlJob{
      "records.call",
      "Shows one call from the records.",
      {{.name = "id", .type = ControlType::contact, .required = true, .doc = "The call's."}},
      [this](const ControlArguments& arguments, const ControlJob::Answer& answer) {
        const ContactId contact = arguments.contact("id");
        ask(records::known_call_request(contact), answer, [contact](const std::vector<DatabaseRows>& rows) {
          const records::KnownCall known = records::known_call_of(rows, contact);
          return Json{{"call", known.record ? record_json(*known.record, known.barred) : Json()}};
        });
      }});
}

void RecordsDesk::ask(DatabaseRequest request, const ControlJob::Answer& answer, Use use) {
  if (database_ == nullptr) {
    auto opened = postgres::PostgresDatabase::create(
        {.connection = connection_, .schema = std::string(postgres::record_schema), .connections = 1}, loop_,
        reactor_, log_);
    if (!opened) return answer(opened.error());
    database_ = std::move(opened).value();
  }
  database_->run(std::move(request), [answer, use = std::move(use)](Result<std::vector<DatabaseRows>> rows) {
    if (!rows) return answer(rows.error());
    answer(use(rows.value()));
  });
}

}  // namespace tipring::cli
