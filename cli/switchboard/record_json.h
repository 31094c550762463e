#pragma once

#include <vector>

#include "runtime/control/json.h"
#include "runtime/ledger/barred_number.h"
#include "runtime/ledger/call_records.h"

namespace tipring::cli {

/// A call record as commands show it.
Json record_json(const CallRecord& record);

/// The same with the numbers that the call was not to reach (`barred`), where there are any.
Json record_json(const CallRecord& record, const std::vector<BarredNumber>& barred);

}  // namespace tipring::cli
