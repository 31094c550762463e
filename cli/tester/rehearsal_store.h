#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "adapters/sqlite/memory_database.h"
#include "dsl/words/definitions.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// What a store in memory begins with where there is a choice.
enum class RehearsalRows {
  made,  ///< Those of made_by, so that every rehearsal is the same.
  kept,  ///< Those that SQLite's file has now.
};

/// The store of a site in memory, so that nothing that is tried out touches the site's own: what made_by makes,
/// or a copy of SQLite's file. Fails with "bad-site" where it cannot be made.
Result<std::unique_ptr<sqlite::MemoryDatabase>> open_rehearsal_store(
    const std::optional<dsl::StoreDefinition>& store, const std::filesystem::path& site_folder,
    RehearsalRows rows, RunLoop& loop);

}  // namespace tipring::cli
