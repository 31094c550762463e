#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/switchboard/state_folder.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What is to be copied, and to where.
struct BackupWish {
  StateFolder state;
  std::optional<dsl::RecordsDefinition> records;
  std::string site;              ///< Its folder, by its whole path.
  std::filesystem::path folder;  ///< Must not be there yet.
  bool without_records = false;  ///< They can be made anew from the ledger.
  std::string program;           ///< The version of this Tipring.
  UtcTime now{};
};

struct BackupDone {
  std::uint64_t entries = 0;  ///< The last entry of the ledger that was copied.
  std::string records;        ///< What was copied of them: "tipring.db", "records.sql"; empty: nothing.
  std::vector<std::string> findings{};  ///< What is wrong with the copy, in plain words.
};

/// Copies the ledger and what belongs to it, whether or not a runtime writes there: the records first, so that
/// they are never ahead of the ledger in the copy. What was copied is read once more and, of records in a file,
/// compared. Fails with "not-found" where there is no ledger, "wrong-state" where the folder is there,
/// "unwritable", or as the records' database.
Result<BackupDone> make_backup(const BackupWish& wish);

}  // namespace tipring::cli
