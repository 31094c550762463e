#include "adapters/records/call_record_table.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace tipring::records {
namespace {

std::int64_t microseconds(UtcTime time) {
  return time.time_since_epoch().count();
}

DatabaseValue microseconds(const std::optional<UtcTime>& time) {
  return time ? DatabaseValue(microseconds(*time)) : DatabaseValue();
}

std::int64_t whole(const DatabaseValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  return number != nullptr ? *number : 0;
}

std::string text(const DatabaseValue& value) {
  const auto* words = std::get_if<std::string>(&value);
  return words != nullptr ? *words : std::string();
}

UtcTime time(const DatabaseValue& value) {
  return UtcTime(Duration(whole(value)));
}

std::optional<UtcTime> maybe_time(const DatabaseValue& value) {
  return std::holds_alternative<std::int64_t>(value) ? std::optional(time(value)) : std::nullopt;
}

constexpr std::string_view columns =
    "contact_run, contact_number, first_entry, channel, caller, caller_name, dialled, arrived, answered, "
    "ended, "
    "cause, status, release_cause, talk_time, legs, enterprise";

// Who called whom, and when, stays as it was when the contact arrived.
constexpr std::string_view on_conflict =
    " ON CONFLICT (contact_run, contact_number) DO UPDATE SET answered = excluded.answered, ended = "
    "excluded.ended, cause = excluded.cause, status = excluded.status, release_cause = excluded.release_cause,"
    " talk_time = excluded.talk_time, legs = excluded.legs";

CallRecord record_of(const std::vector<DatabaseValue>& row) {
  CallRecord record;
  record.contact = {static_cast<std::uint32_t>(whole(row.at(0))), static_cast<std::uint32_t>(whole(row.at(1)))};
  record.first_entry = static_cast<std::uint64_t>(whole(row.at(2)));
  record.channel = text(row.at(3));
  record.caller = text(row.at(4));
  record.caller_name = text(row.at(5));
  record.dialled = text(row.at(6));
  record.arrived = time(row.at(7));
  record.answered = maybe_time(row.at(8));
  record.ended = maybe_time(row.at(9));
  record.cause = text(row.at(10));
  record.status = static_cast<int>(whole(row.at(11)));
  record.release_cause = static_cast<int>(whole(row.at(12)));
  record.talk_time = Duration(whole(row.at(13)));
  record.legs = static_cast<int>(whole(row.at(14)));
  record.enterprise = text(row.at(15));
  return record;
}

}  // namespace

std::string select_records(std::string_view rest) {
  return std::string("SELECT ").append(columns).append(" FROM call_records ").append(rest);
}

std::vector<CallRecord> records_of(const DatabaseRows& rows) {
  std::vector<CallRecord> records;
  records.reserve(rows.rows.size());
  for (const auto& row : rows.rows)
    records.push_back(record_of(row));
  return records;
}

DatabaseStatement put_record(const CallRecord& record) {
  static const std::string upsert = std::string("INSERT INTO call_records (")
                                        .append(columns)
                                        .append(") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                                        .append(on_conflict);
  return {
      upsert,
      {std::int64_t{record.contact.run}, std::int64_t{record.contact.number},
       static_cast<std::int64_t>(record.first_entry), record.channel, record.caller, record.caller_name,
       record.dialled, microseconds(record.arrived), microseconds(record.answered), microseconds(record.ended),
       record.cause, std::int64_t{record.status}, std::int64_t{record.release_cause},
       std::int64_t{record.talk_time.count()}, std::int64_t{record.legs}, record.enterprise}};
}

}  // namespace tipring::records
