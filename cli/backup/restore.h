#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/switchboard/state_folder.h"
#include "dsl/words/definitions.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What is to be put back, and where.
struct RestoreWish {
  StateFolder state;
  std::optional<dsl::RecordsDefinition> records;
  std::filesystem::path folder;  ///< Of the backup.
  bool force = false;            ///< Puts aside what is there.
  std::string site{};            ///< The folder of the site, by its whole path.
  bool other_site = false;       ///< Takes the backup of another site, too.
};

struct RestoreDone {
  std::uint64_t entries = 0;   ///< The last entry of the ledger.
  bool has_records = false;    ///< Else the runtime makes them anew from the ledger.
  std::string aside{};         ///< The folder that has what was there before; empty: nothing was.
  std::string schema_aside{};  ///< The schema, likewise.
};

/// Puts a backup in the place of what a runtime keeps. Nothing is removed. Fails with "not-found" where there
/// is no backup; with "wrong-state" where it is another site's, while a runtime has the ledger, or where
/// something is there and not to be put aside; with "unwritable", or as the records' database.
Result<RestoreDone> restore_backup(const RestoreWish& wish);

}  // namespace tipring::cli
