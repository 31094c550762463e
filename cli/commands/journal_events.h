#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/control/event_feed.h"
#include "runtime/control/json.h"

namespace tipring::cli {

struct JournalEvents {
  Json events = Json::array();       ///< The newest that match, oldest first.
  std::vector<std::string> notices;  ///< What is missing or could not be read.
};

/// Reads the ledger in `folder`, also while a runtime writes it. Fails with "not-found" when there is none.
Result<JournalEvents> newest_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                                        std::size_t limit);

}  // namespace tipring::cli
