#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/postgres/backoff.h"
#include "adapters/postgres/canceller.h"
#include "adapters/postgres/connection.h"

namespace tipring::postgres {

/// So many connections to one database, opened again whenever they are lost: at once, then after a while, then
/// after twice that, and so on. Control thread only.
class Pool final : private Connection::Owner {
 public:
  /// Told from the reactor or a timer.
  struct Events {
    std::function<void()> available{};  ///< A connection is idle.
    std::function<void(Connection&, Result<std::vector<DatabaseRows>>)> answered{};
    std::function<void()> reached{};  ///< A connection is up, where none was.
    std::function<void()> away{};     ///< None is up, and one more could not be opened: see away().
  };

  /// `context` must outlive it. Begins to connect at once.
  Pool(const ConnectionContext& context, std::size_t connections, Backoff backoff, Events events);
  ~Pool() override;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Null where none is idle.
  Connection* idle();
  /// Whether a connection is up.
  bool is_reached() const { return up_ > 0; }
  /// Why the database cannot be reached; nothing while it can, or while nobody knows.
  const std::optional<Error>& away() const { return away_; }
  /// The batch on this connection, also on the server.
  void give_up(Connection& connection);

 private:
  struct Member {
    std::unique_ptr<Connection> connection;
    bool up = false;
  };

  void opened(Connection& connection) override;
  void closed(Connection& connection, const Error& why) override;
  void answered(Connection& connection, Result<std::vector<DatabaseRows>> result) override;
  void idle(Connection& connection) override;
  void overrun(Connection& connection) override;

  Member& member_of(const Connection& connection);
  void open_more();
  void retry_later();
  void failed_to_open(const Error& why);

  const ConnectionContext& context_;
  Backoff backoff_;
  Events events_;
  std::vector<Member> members_;
  std::size_t up_ = 0;
  std::optional<Error> away_;
  TimerHandle retry_;
  bool retrying_ = false;  // From a failure to the end of the wait after it.
  Canceller canceller_;
};

}  // namespace tipring::postgres
