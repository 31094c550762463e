#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/ledger/barred_number.h"
#include "runtime/ledger/call_records.h"

namespace tipring::sqlite {

/// Reads call records, on a connection of its own: beside a runtime that writes them, or without one. They are
/// behind the ledger by as much as its writer gathers. Errors are those of Connection; "store-missing" also
/// when no runtime has made the file yet. One thread at a time.
class CallRecordReader {
 public:
  static Result<CallRecordReader> open(const std::string& path);

  Result<std::optional<CallRecord>> find(ContactId contact);

  /// The numbers that the contact was not to reach, in order.
  Result<std::vector<BarredNumber>> barred(ContactId contact);

  /// The newest `limit` records, newest first.
  Result<std::vector<CallRecord>> newest(std::size_t limit);

  /// The newest `limit` records of one caller (the whole user part), newest first.
  Result<std::vector<CallRecord>> by_caller(std::string_view caller, std::size_t limit);

  /// Which of the calls that are over somebody wants to see.
  struct Ended {
    std::string caller{};            ///< The whole user part; empty: any.
    std::optional<UtcTime> since{};  ///< That arrived then or later.
    std::optional<UtcTime> until{};  ///< That arrived before.
  };
  /// The newest `limit` of them, newest first.
  Result<std::vector<CallRecord>> ended(const Ended& wanted, std::size_t limit);

 private:
  explicit CallRecordReader(Connection database) : database_(std::move(database)) {}

  Connection database_;
};

}  // namespace tipring::sqlite
