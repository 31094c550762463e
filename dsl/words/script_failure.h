#pragma once

#include <string_view>

#include "dsl/tasks/tasks.h"
#include "dsl/words/host.h"

namespace tipring::dsl {

/// Tells the operator and the ledger that a script failed: one line with file, line, contact and what it was
/// doing, then the call stack at debug level.
void report_script_failure(Host& host, ContactId contact, const TaskOutcome& outcome, std::string_view doing);

}  // namespace tipring::dsl
