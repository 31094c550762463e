#pragma once

#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/ledger/barred_number.h"

namespace tipring::sqlite {

/// The barred numbers of one contact, in the order of the ledger.
Result<std::vector<BarredNumber>> read_barred_numbers(Connection& database, ContactId contact);

/// Inserts barred numbers; one that is there stays.
class BarredNumberWriter {
 public:
  static Result<BarredNumberWriter> prepare(Connection& database);
  Result<void> put(const BarredNumber& barred);

 private:
  explicit BarredNumberWriter(Statement insert) : insert_(std::move(insert)) {}

  Statement insert_;
};

}  // namespace tipring::sqlite
