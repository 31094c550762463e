#include "adapters/sqlite/projection_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/sqlite/migrations.h"

namespace tipring::sqlite {
namespace {

// Write-ahead logging lets readers read while the writer writes. NORMAL syncs only at checkpoints: a loss of
// power may take back the last transactions, each whole and with its watermark, and they are then applied again
// from the ledger, so that FULL would cost a sync for each group and protect nothing.
constexpr std::string_view settings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA journal_size_limit = 67108864;";

constexpr std::string_view set_place =
    "INSERT INTO projections (name, applied, applied_at) VALUES ('call_records', ?1, ?2)"
    " ON CONFLICT (name) DO UPDATE SET applied = excluded.applied, applied_at = excluded.applied_at";

}  // namespace

Result<ProjectionStore> ProjectionStore::open(const std::string& path) {
  auto database = Connection::open(path, Connection::Mode::write);
  if (!database) return database.error();
  if (auto set = database->execute(settings); !set) return set.error();
  if (auto migrated = migrate(database.value(), all_migrations()); !migrated) return migrated.error();
  auto writer = CallRecordWriter::prepare(database.value());
  if (!writer) return writer.error();
  auto barred_writer = BarredNumberWriter::prepare(database.value());
  if (!barred_writer) return barred_writer.error();
  auto place = database->prepare(set_place);
  if (!place) return place.error();
  ProjectionStore store(std::move(database).value(), std::move(writer).value(),
                        std::move(barred_writer).value(), std::move(place).value());
  if (auto read = store.read_place(); !read) return read.error();
  return store;
}

Result<void> ProjectionStore::read_place() {
  auto place = database_.prepare("SELECT applied, applied_at FROM projections WHERE name = 'call_records'");
  if (!place) return place.error();
  const auto row = place->step();
  if (!row) return row.error();
  if (!row.value()) return {};
  applied_ = static_cast<std::uint64_t>(place->whole(0));
  applied_at_ = UtcTime(Duration(place->whole(1)));
  auto oldest = database_.prepare("SELECT MIN(first_entry) FROM call_records WHERE ended IS NULL");
  if (!oldest) return oldest.error();
  if (const auto found = oldest->step(); !found) return found.error();
  // At least the last entry is read once more, so that another ledger is noticed.
  next_ = std::min(applied_, static_cast<std::uint64_t>(
                                 oldest->maybe_whole(0).value_or(static_cast<std::int64_t>(applied_))));
  return {};
}

Result<void> ProjectionStore::apply(const std::vector<Entry>& entries) {
  // Many entries change one record; its last state is what is written.
  std::map<ContactId, CallRecord> changed;
  Changes changes;
  const Entry* last = nullptr;
  for (const Entry& entry : entries) {
    if (entry.sequence < next_) continue;
    if (entry.sequence == applied_ && entry.at != applied_at_) return other_ledger();
    next_ = entry.sequence + 1;
    for (CallRecord& record : call_records_.fold(entry)) {
      if (entry.sequence > applied_) changed.insert_or_assign(record.contact, std::move(record));
    }
    if (entry.sequence <= applied_) continue;
    if (auto barred = barred_number_of(entry)) changes.barred.push_back(std::move(*barred));
    last = &entry;
  }
  if (last == nullptr) return {};
  changes.records.reserve(changed.size());
  for (auto& [id, record] : changed)
    changes.records.push_back(std::move(record));
  return write(changes, *last);
}

Result<void> ProjectionStore::write(const Changes& changes, const Entry& last) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return transaction.error();
  for (const CallRecord& record : changes.records) {
    if (auto put = writer_.put(record); !put) return put;
  }
  for (const BarredNumber& barred : changes.barred) {
    if (auto put = barred_writer_.put(barred); !put) return put;
  }
  place_.bind(1, static_cast<std::int64_t>(last.sequence));
  place_.bind(2, std::int64_t{last.at.time_since_epoch().count()});
  if (auto placed = place_.run(); !placed) return placed;
  if (auto committed = transaction->commit(); !committed) return committed;
  applied_ = last.sequence;
  applied_at_ = last.at;
  return {};
}

Result<void> ProjectionStore::check_end() const {
  if (next_ > applied_) return {};
  return other_ledger();
}

Error ProjectionStore::other_ledger() const {
  return {"other-ledger",
          database_.path() + " was made from another ledger: its last entry, " + std::to_string(applied_) +
              ", is not in this one",
          false};
}

}  // namespace tipring::sqlite
