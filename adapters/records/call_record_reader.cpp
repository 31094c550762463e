#include "adapters/records/call_record_reader.h"

#include <utility>

#include "adapters/records/barred_number_table.h"
#include "adapters/records/call_record_table.h"

namespace tipring::records {
namespace {

// Of the barred numbers of one contact, too.
constexpr std::size_t most_rows = 10'000;
constexpr Duration time_to_read = std::chrono::seconds(30);

}  // namespace

DatabaseRequest ended_calls_request(const EndedCalls& wanted, std::size_t limit) {
  DatabaseStatement statement;
  std::string condition = "WHERE ended IS NOT NULL";
  const auto add = [&](const char* text, DatabaseValue value) {
    condition += text;
    statement.values.push_back(std::move(value));
  };
  if (!wanted.caller.empty()) add(" AND caller = ?", wanted.caller);
  if (wanted.since) add(" AND arrived >= ?", std::int64_t{wanted.since->time_since_epoch().count()});
  if (wanted.until) add(" AND arrived < ?", std::int64_t{wanted.until->time_since_epoch().count()});
  if (wanted.before) add(" AND first_entry < ?", static_cast<std::int64_t>(*wanted.before));
  add(" ORDER BY first_entry DESC LIMIT ?", static_cast<std::int64_t>(limit));
  statement.text = select_records(condition);
  return {
      .statements = {std::move(statement)}, .most_rows = limit, .reads_only = true, .timeout = time_to_read};
}

DatabaseRequest known_call_request(ContactId contact) {
  return {.statements = {{select_records("WHERE contact_run = ? AND contact_number = ?"),
                          {std::int64_t{contact.run}, std::int64_t{contact.number}}},
                         select_barred_numbers(contact)},
          .most_rows = most_rows,
          .reads_only = true,
          .timeout = time_to_read};
}

KnownCall known_call_of(const std::vector<DatabaseRows>& answers, ContactId contact) {
  KnownCall known;
  auto records = records_of(answers.at(0));
  if (!records.empty()) known.record = std::move(records.front());
  known.barred = barred_numbers_of(answers.at(1), contact);
  return known;
}

Result<CallRecordReader> CallRecordReader::open(DatabasePlace& place) {
  auto database = place.open(DatabasePlace::Mode::read);
  if (!database) return database.error();
  return CallRecordReader(std::move(database).value());
}

Result<std::vector<CallRecord>> CallRecordReader::read(const DatabaseRequest& request) {
  const auto answers = database_->run(request);
  if (!answers) return answers.error();
  return records_of(answers->front());
}

Result<KnownCall> CallRecordReader::find(ContactId contact) {
  const auto answers = database_->run(known_call_request(contact));
  if (!answers) return answers.error();
  return known_call_of(answers.value(), contact);
}

Result<std::vector<CallRecord>> CallRecordReader::newest(std::size_t limit) {
  return read({.statements = {{select_records("ORDER BY first_entry DESC LIMIT ?"),
                               {static_cast<std::int64_t>(limit)}}},
               .most_rows = limit,
               .reads_only = true,
               .timeout = time_to_read});
}

Result<std::vector<CallRecord>> CallRecordReader::ended(const EndedCalls& wanted, std::size_t limit) {
  return read(ended_calls_request(wanted, limit));
}

}  // namespace tipring::records
