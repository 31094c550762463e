#include "adapters/sqlite/call_record_reader.h"

#include <utility>

#include "adapters/sqlite/barred_number_table.h"
#include "adapters/sqlite/call_record_table.h"

namespace tipring::sqlite {
namespace {

Result<std::vector<CallRecord>> all_rows(Statement& query) {
  std::vector<CallRecord> records;
  for (;;) {
    const auto row = query.step();
    if (!row) return row.error();
    if (!row.value()) return records;
    records.push_back(row_to_record(query));
  }
}

}  // namespace

Result<CallRecordReader> CallRecordReader::open(const std::string& path) {
  auto database = Connection::open(path, Connection::Mode::read);
  if (!database) return database.error();
  return CallRecordReader(std::move(database).value());
}

Result<std::optional<CallRecord>> CallRecordReader::find(ContactId contact) {
  auto query = database_.prepare(select_records("WHERE contact_run = ?1 AND contact_number = ?2"));
  if (!query) return query.error();
  query->bind(1, std::int64_t{contact.run});
  query->bind(2, std::int64_t{contact.number});
  const auto row = query->step();
  if (!row) return row.error();
  if (!row.value()) return std::optional<CallRecord>();
  return std::optional(row_to_record(query.value()));
}

Result<std::vector<BarredNumber>> CallRecordReader::barred(ContactId contact) {
  return read_barred_numbers(database_, contact);
}

Result<std::vector<CallRecord>> CallRecordReader::newest(std::size_t limit) {
  auto query = database_.prepare(select_records("ORDER BY first_entry DESC LIMIT ?1"));
  if (!query) return query.error();
  query->bind(1, static_cast<std::int64_t>(limit));
  return all_rows(query.value());
}

Result<std::vector<CallRecord>> CallRecordReader::by_caller(std::string_view caller, std::size_t limit) {
  auto query = database_.prepare(select_records("WHERE caller = ?1 ORDER BY first_entry DESC LIMIT ?2"));
  if (!query) return query.error();
  query->bind(1, caller);
  query->bind(2, static_cast<std::int64_t>(limit));
  return all_rows(query.value());
}

Result<std::vector<CallRecord>> CallRecordReader::ended(const Ended& wanted, std::size_t limit) {
  const auto bound = [](const std::optional<UtcTime>& time) {
    return time ? std::optional(std::int64_t{time->time_since_epoch().count()}) : std::nullopt;
  };
  auto query = database_.prepare(
      select_records("WHERE ended IS NOT NULL AND (?1 = '' OR caller = ?1) AND (?2 IS NULL OR arrived >= ?2)"
                     " AND (?3 IS NULL OR arrived < ?3) ORDER BY first_entry DESC LIMIT ?4"));
  if (!query) return query.error();
  query->bind(1, wanted.caller);
  query->bind(2, bound(wanted.since));
  query->bind(3, bound(wanted.until));
  query->bind(4, static_cast<std::int64_t>(limit));
  return all_rows(query.value());
}

}  // namespace tipring::sqlite
