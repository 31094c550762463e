#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "adapters/postgres/batch.h"
#include "adapters/postgres/change_listener.h"
#include "adapters/postgres/connection.h"
#include "adapters/postgres/pool.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::postgres {

struct PostgresOptions {
  /// See ConnectionSettings: a host should be an address, for libpq looks names up while the thread waits.
  std::string connection{};
  std::string schema{};  ///< Sessions work in it alone; empty: in what the connection or the server says.
  std::size_t connections = 4;
  Duration connect_timeout = std::chrono::seconds(5);
  Duration first_retry = std::chrono::milliseconds(250);  ///< Doubled with each try that fails …
  Duration longest_retry = std::chrono::seconds(30);      ///< … up to this, without end.
  std::size_t longest_queue = 1'000;                      ///< Requests that wait for a connection.
  Duration grace = std::chrono::seconds(2);               ///< For what was given up to end on the server.
};

/// The business database on a PostgreSQL server, by asynchronous libpq on the control thread.
///
/// Requests wait in order for one of the connections. While none can be opened they fail at once with
/// "database-away"; those that come before the first try has ended wait for it. What is given up is cancelled
/// on the server, and its connection used again once that is known to be over.
///
/// A session's settings stay from one request to the next on the same connection: they belong into the
/// connection's text (`options=-c search_path=crm`). Rows that others change are told where triggers do
/// `NOTIFY tipring, 'TABLE'`. What stands between must keep sessions apart, as pgbouncer's session mode does.
class PostgresDatabase final : public Database {
 public:
  /// Fails with "bad-connection". Begins to connect at once. `loop`, `reactor` and `log` must outlive it.
  static Result<std::unique_ptr<PostgresDatabase>> create(PostgresOptions options, RunLoop& loop,
                                                          Reactor& reactor, Log& log);
  /// Closes the connections; the server gives up what they ran. Nobody is told any more.
  ~PostgresDatabase() override;

  Request run(DatabaseRequest request, Done done) override;
  void cancel(Request request) override;
  void on_change(std::function<void(const std::string& table)> changed) override;
  std::size_t live() const override { return waiting_.size(); }

 private:
  // A request that was neither answered nor cancelled.
  struct Waiting {
    Done done;
    Batch batch;
    TimerHandle timer;
    Connection* connection = nullptr;  // That runs it.
  };

  PostgresDatabase(PostgresOptions options, ConnectionSettings settings, RunLoop& loop, Reactor& reactor,
                   Log& log);
  Pool::Events pool_events();
  void enqueue(Request request, Batch batch, Duration timeout);
  void hand_out();
  void answered(const Connection& connection, Result<std::vector<DatabaseRows>> result);
  void answer(Request request, Result<std::vector<DatabaseRows>> result);
  void leave(Request request);
  void all_away();
  void tell_change(const std::string& table);

  const PostgresOptions options_;
  RunLoop& loop_;
  const ConnectionContext context_;
  Request last_request_ = 0;
  std::unordered_map<Request, Waiting> waiting_;
  std::set<Request> queue_;  // Without a connection; the lowest has waited for the longest time.
  std::unordered_map<const Connection*, Request> running_;
  std::function<void(const std::string& table)> changed_;
  Pool pool_;
  std::optional<ChangeListener> listener_;
  std::shared_ptr<PostgresDatabase*> self_;  // What was posted finds this gone through it.
};

}  // namespace tipring::postgres
