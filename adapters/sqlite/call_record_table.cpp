#include "adapters/sqlite/call_record_table.h"

#include <utility>

namespace tipring::sqlite {
namespace {

std::int64_t microseconds(UtcTime time) {
  return time.time_since_epoch().count();
}

std::optional<std::int64_t> microseconds(const std::optional<UtcTime>& time) {
  return time ? std::optional(microseconds(*time)) : std::nullopt;
}

std::optional<UtcTime> time(std::optional<std::int64_t> microseconds) {
  return microseconds ? std::optional(UtcTime(Duration(*microseconds))) : std::nullopt;
}

constexpr std::string_view columns =
    "contact_run, contact_number, first_entry, channel, caller, caller_name, dialled, arrived, answered, "
    "ended, cause,"
    " status, release_cause, talk_time, legs, enterprise";

// Who called whom, and when, stays as it was when the contact arrived.
constexpr std::string_view on_conflict =
    " ON CONFLICT (contact_run, contact_number) DO UPDATE SET answered = excluded.answered, ended = "
    "excluded.ended,"
    " cause = excluded.cause, status = excluded.status, release_cause = excluded.release_cause,"
    " talk_time = excluded.talk_time, legs = excluded.legs";

}  // namespace

std::string select_records(std::string_view rest) {
  return std::string("SELECT ").append(columns).append(" FROM call_records ").append(rest);
}

CallRecord row_to_record(const Statement& query) {
  CallRecord record;
  record.contact = {static_cast<std::uint32_t>(query.whole(0)), static_cast<std::uint32_t>(query.whole(1))};
  record.first_entry = static_cast<std::uint64_t>(query.whole(2));
  record.channel = query.text(3);
  record.caller = query.text(4);
  record.caller_name = query.text(5);
  record.dialled = query.text(6);
  record.arrived = UtcTime(Duration(query.whole(7)));
  record.answered = time(query.maybe_whole(8));
  record.ended = time(query.maybe_whole(9));
  record.cause = query.text(10);
  record.status = static_cast<int>(query.whole(11));
  record.release_cause = static_cast<int>(query.whole(12));
  record.talk_time = Duration(query.whole(13));
  record.legs = static_cast<int>(query.whole(14));
  record.enterprise = query.text(15);
  return record;
}

Result<CallRecordWriter> CallRecordWriter::prepare(Connection& database) {
  auto upsert = database.prepare(
      std::string("INSERT INTO call_records (")
          .append(columns)
          .append(") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
          .append(on_conflict));
  if (!upsert) return upsert.error();
  return CallRecordWriter(std::move(upsert).value());
}

Result<void> CallRecordWriter::put(const CallRecord& record) {
  upsert_.bind(1, std::int64_t{record.contact.run});
  upsert_.bind(2, std::int64_t{record.contact.number});
  upsert_.bind(3, static_cast<std::int64_t>(record.first_entry));
  upsert_.bind(4, record.channel);
  upsert_.bind(5, record.caller);
  upsert_.bind(6, record.caller_name);
  upsert_.bind(7, record.dialled);
  upsert_.bind(8, microseconds(record.arrived));
  upsert_.bind(9, microseconds(record.answered));
  upsert_.bind(10, microseconds(record.ended));
  upsert_.bind(11, record.cause);
  upsert_.bind(12, std::int64_t{record.status});
  upsert_.bind(13, std::int64_t{record.release_cause});
  upsert_.bind(14, std::int64_t{record.talk_time.count()});
  upsert_.bind(15, std::int64_t{record.legs});
  upsert_.bind(16, record.enterprise);
  return upsert_.run();
}

}  // namespace tipring::sqlite
