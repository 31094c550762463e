#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "dsl/words/definitions.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// Where the files of a site's store are.
struct StoreFolders {
  std::filesystem::path site;
  std::filesystem::path usual_file;  ///< SQLite's, for a site that names no store.
};

/// What it works with; all outlive it.
struct StoreSurroundings {
  RunLoop& loop;
  Reactor& reactor;
  Log& log;
};

/// The business database of a site, as its `store` says. Of PostgreSQL only the text is read here: whether it
/// can be reached is seen later. SQLite's file is made where it is missing: whole, with
/// what made_by says, or not at all. Fails with "store-broken" where it cannot be, or made_by fails,
/// and with "bad-connection".
Result<std::unique_ptr<Database>> open_store(const std::optional<dsl::StoreDefinition>& store,
                                             const StoreFolders& folders,
                                             const StoreSurroundings& surroundings);

}  // namespace tipring::cli
