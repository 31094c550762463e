#pragma once

#include <deque>

#include "adapters/postgres/connection.h"

namespace tipring::postgres {

/// Cancels what other connections run, by a connection of its own that lives as long as there is something to
/// cancel: PQcancel would wait for the server, and this works by TLS as well.
class Canceller final : private Connection::Owner {
 public:
  explicit Canceller(const ConnectionContext& context) : connection_(context, *this) {}

  /// Tells `target` when it begins and ends; whether there was still something to cancel does not matter.
  /// `target` must outlive this.
  void cancel(Connection& target);

 private:
  struct Job {
    Connection* target = nullptr;
    Connection::Session session{};
  };

  void opened(Connection&) override { run_next(); }
  void closed(Connection& connection, const Error& why) override;
  void answered(Connection& connection, Result<std::vector<DatabaseRows>> result) override;
  void idle(Connection&) override { run_next(); }
  void run_next();
  static void end(const Job& job);

  Connection connection_;
  std::deque<Job> jobs_;  // The first is under way where the connection is busy.
};

}  // namespace tipring::postgres
