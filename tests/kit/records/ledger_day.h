#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/ledger/call_records.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/database_connection.h"

namespace tipring::testing {

/// The entries of a centre's day from sequence 1: calls that overlap, each with four entries; the n-th calls
/// from "n". The last few are still going on. `seed` makes another day of it.
std::vector<Entry> day(std::uint64_t entries, std::int64_t seed = 0);

/// What the entries come to, by folding them all; in the order of arrival.
std::vector<CallRecord> records_of(const std::vector<Entry>& entries);

/// The records that a database holds, in the order of arrival.
std::vector<CallRecord> records_in(DatabasePlace& place);

/// The entries as frames of a journal.
std::string frames_of(const std::vector<Entry>& entries);

}  // namespace tipring::testing
