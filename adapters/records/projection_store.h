#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/ledger/call_records.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/database_connection.h"

namespace tipring::records {

/// How far the ledger has been applied to the tables of a database.
struct Watermark {
  std::uint64_t applied = 0;  ///< The sequence of the last entry; 0 when there is none.
  UtcTime applied_at{};       ///< Its time: another ledger has another.
};
Result<Watermark> read_watermark(DatabaseConnection& database);

/// The projections of a ledger in one database: the tables, and how far the ledger has been applied to them.
/// One thread at a time. After a failure the object must be dropped and made anew: it has taken entries that
/// the database has not.
class ProjectionStore {
 public:
  /// Opens the database, made and migrated where need be.
  static Result<ProjectionStore> open(DatabasePlace& place);

  /// The next entry that apply() wants. After opening this lies before applied(): contacts that were going on
  /// are taken up by folding their entries once more, without writing them.
  std::uint64_t next() const { return next_; }

  /// The sequence of the last entry that the database holds for good; 0 when there is none.
  std::uint64_t applied() const { return watermark_.applied; }

  /// Applies entries, in order, in one transaction together with the new applied(): each is applied once,
  /// however often it is given and whenever the process is killed. Fails with "other-ledger" when the entry at
  /// applied() is not the one that the database was made from, with "other-count" when somebody else has
  /// written there since, or as DatabaseConnection does.
  Result<void> apply(const std::vector<Entry>& entries);

  /// To be asked when the ledger has been read to its end: fails with "other-ledger" when the database knows of
  /// more.
  Result<void> check_end() const;

 private:
  ProjectionStore(std::unique_ptr<DatabaseConnection> database, std::string name)
      : database_(std::move(database)), name_(std::move(name)) {}
  Result<void> read_place();
  DatabaseStatement put_watermark(const Entry& last) const;
  Error other_ledger() const;

  std::unique_ptr<DatabaseConnection> database_;
  std::string name_;
  CallRecords call_records_;
  Watermark watermark_;
  std::uint64_t next_ = 1;
};

}  // namespace tipring::records
