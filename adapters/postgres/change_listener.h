#pragma once

#include <functional>
#include <string>

#include "adapters/postgres/backoff.h"
#include "adapters/postgres/connection.h"

namespace tipring::postgres {

/// Hears what NOTIFY tells by the channel "tipring", over a connection of its own that is opened again whenever
/// it is lost, as long as the database can be reached at all. Control thread only.
class ChangeListener final : private Connection::Owner {
 public:
  /// `is_reached`: whether the database is there. `changed` is told from the reactor: a notification's text,
  /// and an empty one after each new connection. `context` must outlive it.
  ChangeListener(const ConnectionContext& context, Backoff backoff, std::function<bool()> is_reached,
                 std::function<void(const std::string& table)> changed);
  ~ChangeListener() override;
  ChangeListener(const ChangeListener&) = delete;
  ChangeListener& operator=(const ChangeListener&) = delete;

  /// The database is there again.
  void reached();

 private:
  void opened(Connection& connection) override;
  void closed(Connection& connection, const Error& why) override;
  void answered(Connection&, Result<std::vector<DatabaseRows>>) override {}
  void idle(Connection&) override {}
  void notified(Connection& connection, const std::string& payload) override;
  void try_to_open();

  const ConnectionContext& context_;
  Backoff backoff_;
  std::function<bool()> is_reached_;
  std::function<void(const std::string& table)> changed_;
  TimerHandle retry_;
  bool is_deaf_ = false;  // As the log says.
  bool is_up_ = false;
  Connection connection_;
};

}  // namespace tipring::postgres
