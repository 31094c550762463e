#include "adapters/records/projection_store.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "adapters/records/barred_number_table.h"
#include "adapters/records/call_record_table.h"
#include "adapters/records/migrations.h"

namespace tipring::records {
namespace {

// So long a database may take for a group before it counts as away.
constexpr Duration time_to_write = std::chrono::seconds(30);

std::int64_t since_1970(UtcTime time) {
  return time.time_since_epoch().count();
}

Error at_place(const Error& error, const std::string& name) {
  if (error.text.find(name) != std::string::npos) return error;
  return {error.code, name + ": " + error.text, error.retryable};
}

}  // namespace

Result<Watermark> read_watermark(DatabaseConnection& database) {
  const auto answer =
      database.run({.statements = {{"SELECT applied, applied_at FROM projections WHERE name = 'call_records'"}},
                    .reads_only = true});
  if (!answer) return answer.error();
  const auto& rows = answer->front().rows;
  if (rows.empty()) return Watermark{};
  return Watermark{static_cast<std::uint64_t>(std::get<std::int64_t>(rows[0].at(0))),
                   UtcTime(Duration(std::get<std::int64_t>(rows[0].at(1))))};
}

Result<ProjectionStore> ProjectionStore::open(DatabasePlace& place) {
  auto database = place.open(DatabasePlace::Mode::write);
  if (!database) return database.error();
  ProjectionStore store(std::move(database).value(), place.name());
  if (auto migrated = migrate(*store.database_, all_migrations()); !migrated)
    return at_place(migrated.error(), store.name_);
  if (auto read = store.read_place(); !read) return at_place(read.error(), store.name_);
  return store;
}

Result<void> ProjectionStore::read_place() {
  const auto watermark = read_watermark(*database_);
  if (!watermark) return watermark.error();
  watermark_ = watermark.value();
  if (watermark_.applied == 0) return {};
  const auto oldest = database_->run(
      {.statements = {{"SELECT MIN(first_entry) FROM call_records WHERE ended IS NULL"}}, .reads_only = true});
  if (!oldest) return oldest.error();
  // At least the last entry is read once more, so that another ledger is noticed.
  next_ = watermark_.applied;
  if (const auto* open = std::get_if<std::int64_t>(&oldest->front().rows.at(0).at(0)))
    next_ = std::min(next_, static_cast<std::uint64_t>(*open));
  return {};
}

Result<void> ProjectionStore::apply(const std::vector<Entry>& entries) {
  // Many entries change one record; its last state is what is written.
  std::map<ContactId, CallRecord> changed;
  DatabaseRequest request{.timeout = time_to_write};
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    if (entry.sequence < next_) continue;
    if (entry.sequence == watermark_.applied && entry.at != watermark_.applied_at) return other_ledger();
    next_ = entry.sequence + 1;
    for (CallRecord& record : call_records_.fold(entry)) {
      if (entry.sequence > watermark_.applied) changed.insert_or_assign(record.contact, std::move(record));
    }
    if (entry.sequence <= watermark_.applied) continue;
    if (const auto barred = barred_number_of(entry)) request.statements.push_back(put_barred_number(*barred));
    last = &entry;
  }
  if (last == nullptr) return {};
  for (const auto& [id, record] : changed)
    request.statements.push_back(put_record(record));
  request.statements.push_back(put_watermark(*last));
  if (const auto written = database_->run(request); !written) return at_place(written.error(), name_);
  watermark_ = {last->sequence, last->at};
  return {};
}

// From where this one has read it to be, and from nowhere else: two writers would each undo the other's work.
DatabaseStatement ProjectionStore::put_watermark(const Entry& last) const {
  const DatabaseValue sequence = static_cast<std::int64_t>(last.sequence);
  if (watermark_.applied == 0)
    return {
        "INSERT INTO projections (name, applied, applied_at) VALUES ('call_records', ?, ?)"
        " ON CONFLICT (name) DO NOTHING",
        {sequence, since_1970(last.at)},
        1};
  return {
      "UPDATE projections SET applied = ?, applied_at = ?"
      " WHERE name = 'call_records' AND applied = ? AND applied_at = ?",
      {sequence, since_1970(last.at), static_cast<std::int64_t>(watermark_.applied),
       since_1970(watermark_.applied_at)},
      1};
}

Result<void> ProjectionStore::check_end() const {
  if (next_ > watermark_.applied) return {};
  return other_ledger();
}

Error ProjectionStore::other_ledger() const {
  return {"other-ledger",
          name_ + " was made from another ledger: its last entry, " + std::to_string(watermark_.applied) +
              ", is not in this one",
          false};
}

}  // namespace tipring::records
