#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands/connection.h"
#include "runtime/base/result.h"
#include "runtime/control/event_feed.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// The folder of the ledger that the runtime writes, as it says itself.
Result<std::filesystem::path> ledger_of_runtime(Console& console, const ConnectionOptions& connection);

/// Visits the entries of the ledger in `folder` that match, oldest first, also while a runtime writes it. What
/// is missing or could not be read is told in `notices`. Fails with "not-found" when there is none.
Result<void> each_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                             const std::function<void(const Entry& entry, std::string_view json)>& visit,
                             std::vector<std::string>& notices);

struct JournalEvents {
  Json events = Json::array();       ///< The newest that match, oldest first.
  std::vector<std::string> notices;  ///< What is missing or could not be read.
};

/// The same of the newest.
Result<JournalEvents> newest_in_journal(const std::filesystem::path& folder, const EventFilter& filter,
                                        std::size_t limit);

}  // namespace tipring::cli
