#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "adapters/postgres/connection_settings.h"
#include "adapters/postgres/pq_handles.h"
#include "runtime/ports/database_connection.h"

namespace tipring::postgres {

class Exchange;

/// Set by whoever no longer waits.
using GivenUp = std::shared_ptr<const std::atomic<bool>>;

/// A connection to a server that its thread waits for: until it answers, the time is over, or `given_up` is
/// set. Once it has failed for another reason than what the server says of a statement it stays so: open
/// another.
class WaitingConnection final : public DatabaseConnection {
 public:
  /// Fails with "database-away".
  static Result<std::unique_ptr<WaitingConnection>> open(const ConnectionSettings& settings, GivenUp given_up,
                                                         Duration timeout = std::chrono::seconds(10));

  Result<std::vector<DatabaseRows>> run(const DatabaseRequest& request) override;
  /// Those of the schema that the connection works in.
  Result<std::vector<std::string>> tables() override;
  Result<std::vector<std::string>> damage() override { return std::vector<std::string>{}; }

 private:
  using Deadline = std::chrono::steady_clock::time_point;

  WaitingConnection(PqConnection handle, ConnectionSettings settings, GivenUp given_up)
      : handle_(std::move(handle)), settings_(std::move(settings)), given_up_(std::move(given_up)) {}
  Result<void> finish_opening(Deadline deadline);
  Result<void> wait(short events, Deadline deadline) const;
  Result<void> exchange(Exchange& exchange, Deadline deadline);
  Error problem() const;

  PqConnection handle_;
  ConnectionSettings settings_;
  GivenUp given_up_;
};

}  // namespace tipring::postgres
