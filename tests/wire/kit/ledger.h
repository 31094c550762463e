#pragma once

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/ledger/call_records.h"
#include "runtime/ledger/entry.h"

namespace tipring::wire {

/// All entries of the ledger in a folder. Throws std::runtime_error where one cannot be read or is missing.
std::vector<Entry> read_ledger(const std::string& folder);

/// Whether all that began has ended, once: contacts, legs, plays, recordings, bridges.
::testing::AssertionResult all_is_over(const std::vector<Entry>& entries);

/// The call records that the entries come to.
std::map<ContactId, CallRecord> records_of(const std::vector<Entry>& entries);

/// Whether the call records of the database are those of the ledger.
::testing::AssertionResult records_agree(const std::vector<Entry>& entries, const std::string& database);

}  // namespace tipring::wire
