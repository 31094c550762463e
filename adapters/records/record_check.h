#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/records/projection_store.h"
#include "runtime/ports/database_connection.h"
#include "runtime/ports/journal.h"

namespace tipring::records {

/// How the records of a database and the ledger stand to each other.
struct RecordCheck {
  int schema_version = 0;  ///< That of the database.
  int known_version = 0;   ///< The last that this program knows.
  Watermark watermark{};
  std::uint64_t ledger_end = 0;  ///< The last entry of the ledger.
  std::uint64_t records = 0;     ///< Call records that were compared, up to the watermark.
  std::uint64_t barred = 0;      ///< Barred numbers, likewise.
  /// What is wrong, a sentence each, in plain words; empty: nothing is.
  std::vector<std::string> findings{};
};

/// Checks the database by itself, then folds the ledger anew and compares: the database must not be ahead of
/// the ledger, and up to its watermark each record must be as the ledger has it. A database that is behind is
/// nothing wrong: its writer gathers, and catches up. Both may be written meanwhile. `oldest` is the first
/// entry that the ledger holds. Fails as the two do where one cannot be read.
Result<RecordCheck> check_records(DatabaseConnection& database, JournalReader& journal, std::uint64_t oldest);

}  // namespace tipring::records
