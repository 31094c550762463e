#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ledger/barred_number.h"
#include "runtime/ledger/call_records.h"
#include "runtime/ports/database_connection.h"

namespace tipring::records {

/// Which of the calls that are over somebody wants to see.
struct EndedCalls {
  std::string caller{};                   ///< The whole user part; empty: any.
  std::optional<UtcTime> since{};         ///< That arrived then or later.
  std::optional<UtcTime> until{};         ///< That arrived before.
  std::optional<std::uint64_t> before{};  ///< Whose first entry stands before this one in the ledger.
};

/// Asks for the newest `limit` of them, newest first: for records_of().
DatabaseRequest ended_calls_request(const EndedCalls& wanted, std::size_t limit);

/// What is known of one contact that is over, or goes on.
struct KnownCall {
  std::optional<CallRecord> record{};  ///< Nothing: it is not known.
  std::vector<BarredNumber> barred{};  ///< The numbers that it was not to reach, in order.
};

/// Asks for that: for known_call_of().
DatabaseRequest known_call_request(ContactId contact);
KnownCall known_call_of(const std::vector<DatabaseRows>& answers, ContactId contact);

/// Reads call records, on a connection of its own: beside a runtime that writes them, or without one. They are
/// behind the ledger by as much as its writer gathers. Errors are those of DatabaseConnection. One thread at a
/// time.
class CallRecordReader {
 public:
  /// Opens the place for reading, and fails as it does.
  static Result<CallRecordReader> open(DatabasePlace& place);

  Result<KnownCall> find(ContactId contact);

  /// The newest `limit` records, newest first.
  Result<std::vector<CallRecord>> newest(std::size_t limit);

  Result<std::vector<CallRecord>> ended(const EndedCalls& wanted, std::size_t limit);

 private:
  explicit CallRecordReader(std::unique_ptr<DatabaseConnection> database) : database_(std::move(database)) {}
  Result<std::vector<CallRecord>> read(const DatabaseRequest& request);

  std::unique_ptr<DatabaseConnection> database_;
};

}  // namespace tipring::records
