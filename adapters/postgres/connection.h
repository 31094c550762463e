#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/postgres/batch.h"
#include "adapters/postgres/connection_settings.h"
#include "adapters/postgres/exchange.h"
#include "adapters/postgres/pq_handles.h"
#include "adapters/postgres/socket_watch.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::postgres {

/// What connections of one database share.
struct ConnectionContext {
  ConnectionSettings settings;
  Duration connect_timeout;
  /// How long a statement that was given up may go on before its connection is dropped.
  Duration grace;
  RunLoop& loop;
  Reactor& reactor;
  Log& log;
};

/// One connection to the server, one batch at a time, without ever waiting for it. It can be opened again after
/// it was lost. Control thread only.
class Connection {
 public:
  /// Told from the reactor or a timer, never within a call of the connection's, and may call it in turn.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void opened(Connection& connection) = 0;
    /// It could not be opened, or is lost.
    virtual void closed(Connection& connection, const Error& why) = 0;
    /// The batch is over and was not given up; idle() or closed() follows.
    virtual void answered(Connection& connection, Result<std::vector<DatabaseRows>> result) = 0;
    /// It takes the next batch.
    virtual void idle(Connection& connection) = 0;
    /// The batch has too many rows: what is left of it should be cancelled on the server.
    virtual void overrun(Connection&) {}
    virtual void notified(Connection&, const std::string& /*payload*/) {}
  };

  /// One session of the server's, told from all before and after it and on other servers.
  struct Session {
    std::int64_t process = 0;
    std::int64_t began = 0;  ///< Microseconds since 1970.
    friend bool operator==(const Session&, const Session&) = default;
  };

  /// `context` and `owner` must outlive it.
  Connection(const ConnectionContext& context, Owner& owner) : context_(context), owner_(owner) {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Only when closed. `greeting` is run first of all each time.
  void open(Batch greeting = {});
  /// At once; the owner is told nothing.
  void close();

  bool is_closed() const { return state_ == State::closed; }
  bool is_idle() const { return state_ == State::idle; }

  /// Only when idle.
  void run(Batch batch);
  /// The batch that runs, whose end only idle() or closed() will tell. Cancelling it on the server is the
  /// owner's matter.
  void give_up();

  /// Once opened.
  const Session& session() const { return session_; }
  /// A cancellation is on its way to the server: until its end is known, the connection does not become idle,
  /// or it might hit the next batch.
  void cancel_begun() { cancelling_ = needs_answer_ = true; }
  void cancel_ended();

 private:
  enum class State : std::uint8_t {
    closed,
    opening,
    greeting,  // The session is asked who it is, and told what it needs.
    settling,  // It is told what not every server knows.
    idle,
    busy,
    clearing,  // What was given up has not ended, or its cancellation.
  };

  static void on_notice(void* connection, const pg_result* notice) noexcept;

  void watch(Reactor::Interest interest);
  void ready();
  void poll_opening();
  void exchange(Batch batch);
  void read();
  void advance();
  void flush();
  void exchange_ended();
  void greeted(Result<std::vector<DatabaseRows>> result);
  void become_idle();
  void lost(const Error& why);
  void lost_soon(std::string why);
  void set_timer(Duration delay, std::string why);
  std::string problem() const;

  const ConnectionContext& context_;
  Owner& owner_;
  PqConnection handle_;
  std::optional<SocketWatch> watch_;
  std::optional<Exchange> exchange_;
  Batch greeting_;
  Session session_;
  TimerHandle timer_;  // Of the opening, the grace, or a failure to be told.
  State state_ = State::closed;
  bool given_up_ = false;      // Nobody waits for the exchange.
  bool cancelling_ = false;    // Between cancel_begun() and cancel_ended().
  bool needs_answer_ = false;  // Before it is idle again, so that no cancellation is still on its way.
};

}  // namespace tipring::postgres
