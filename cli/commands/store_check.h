#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"

namespace tipring::cli {

/// What a site reads from its store and the store, which made_by has made, does not have: tables and columns of
/// customers, and rows of tables that are refused; with all rows in order, rings that they make. Lets time pass
/// on `loop` until all is answered.
std::vector<dsl::Finding> store_findings(const dsl::Definitions& definitions, Database& store, RunLoop& loop,
                                         VirtualClock& clock);

}  // namespace tipring::cli
