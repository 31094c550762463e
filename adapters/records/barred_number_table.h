#pragma once

#include <vector>

#include "runtime/ledger/barred_number.h"
#include "runtime/ports/database.h"

namespace tipring::records {

/// Asks for the barred numbers of one contact, in the order of the ledger.
DatabaseStatement select_barred_numbers(ContactId contact);

/// The rows of that statement.
std::vector<BarredNumber> barred_numbers_of(const DatabaseRows& rows, ContactId contact);

/// Inserts it; one that is there stays.
DatabaseStatement put_barred_number(const BarredNumber& barred);

}  // namespace tipring::records
