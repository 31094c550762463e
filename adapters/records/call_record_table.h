#pragma once

#include <string>
#include <vector>

#include "runtime/ledger/call_records.h"
#include "runtime/ports/database.h"

namespace tipring::records {

/// "SELECT (the columns that records_of() reads) FROM call_records " and what follows.
std::string select_records(std::string_view rest);

/// The rows of a select_records().
std::vector<CallRecord> records_of(const DatabaseRows& rows);

/// Inserts the record, or puts it in the place of an older state of the same contact.
DatabaseStatement put_record(const CallRecord& record);

}  // namespace tipring::records
