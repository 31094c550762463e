#pragma once

#include <string>

#include "adapters/sqlite/connection.h"
#include "runtime/ledger/call_records.h"

namespace tipring::sqlite {

/// "SELECT (the columns that row_to_record() reads) FROM call_records " and what follows.
std::string select_records(std::string_view rest);

/// The row that `query`, a select_records(), stands on.
CallRecord row_to_record(const Statement& query);

/// Inserts records, or puts them in the place of an older state of the same contact.
class CallRecordWriter {
 public:
  static Result<CallRecordWriter> prepare(Connection& database);
  Result<void> put(const CallRecord& record);

 private:
  explicit CallRecordWriter(Statement upsert) : upsert_(std::move(upsert)) {}

  Statement upsert_;
};

}  // namespace tipring::sqlite
