#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/sqlite/barred_number_table.h"
#include "adapters/sqlite/call_record_table.h"
#include "adapters/sqlite/connection.h"
#include "runtime/ledger/call_records.h"
#include "runtime/ledger/entry.h"

namespace tipring::sqlite {

/// The projections of a ledger in one SQLite file: the tables, and how far the ledger has been applied to them.
/// One thread at a time. After a failure the object must be dropped and made anew: it has taken entries that
/// the file has not.
class ProjectionStore {
 public:
  /// Opens the file, made and migrated where need be.
  static Result<ProjectionStore> open(const std::string& path);

  /// The next entry that apply() wants. After opening this lies before applied(): contacts that were going on
  /// are taken up by folding their entries once more, without writing them.
  std::uint64_t next() const { return next_; }

  /// The sequence of the last entry that the file holds for good; 0 when there is none.
  std::uint64_t applied() const { return applied_; }

  /// Applies entries, in order, in one transaction together with the new applied(): each is applied once,
  /// however often it is given and whenever the process is killed. Fails with "other-ledger" when the entry at
  /// applied() is not the one that the file was made from, or as Connection does.
  Result<void> apply(const std::vector<Entry>& entries);

  /// To be asked when the ledger has been read to its end: fails with "other-ledger" when the file knows of
  /// more.
  Result<void> check_end() const;

 private:
  /// What a transaction adds.
  struct Changes {
    std::vector<CallRecord> records;
    std::vector<BarredNumber> barred;
  };
  ProjectionStore(Connection database, CallRecordWriter writer, BarredNumberWriter barred_writer,
                  Statement place)
      : database_(std::move(database)),
        writer_(std::move(writer)),
        barred_writer_(std::move(barred_writer)),
        place_(std::move(place)) {}
  Result<void> read_place();
  Result<void> write(const Changes& changes, const Entry& last);
  Error other_ledger() const;

  Connection database_;
  CallRecordWriter writer_;
  BarredNumberWriter barred_writer_;
  Statement place_;  // Sets applied().
  CallRecords call_records_;
  std::uint64_t applied_ = 0;
  UtcTime applied_at_{};
  std::uint64_t next_ = 1;
};

}  // namespace tipring::sqlite
