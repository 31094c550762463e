#pragma once

#include <string>

#include "cli/commands/connection.h"

namespace tipring::cli {

/// Tells how rules decided about a contact, by what the ledger has kept of it and the rules as they were then,
/// and what became of it in queues. `ledger`: the folder of the ledger to read; empty: that of the runtime.
/// Fails with "not-found" where no rules have decided about it and it was in no queue.
Result<void> tell_why(Console& console, const ConnectionOptions& connection, OutputFormat format,
                      const std::string& contact, const std::string& ledger);

}  // namespace tipring::cli
