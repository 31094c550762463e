#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "adapters/control_socket/file_descriptor.h"
#include "adapters/control_socket/line_reader.h"
#include "adapters/control_socket/output_buffer.h"
#include "runtime/base/run_loop.h"
#include "runtime/control/control.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::control_socket {

/// How much one client may take of the runtime.
struct ConnectionLimits {
  std::size_t longest_line = 1U << 20U;  ///< Bytes of a request.
  std::size_t eager_output = 1U << 20U;  ///< With more unsent, no further request is taken up.
  std::size_t most_output = 8U << 20U;   ///< With more unsent, the client is dropped.
  int requests_a_turn = 16;              ///< So that nobody's calls wait for a client's many requests.
  Duration farewell{5'000'000};          ///< For sending what is left before the connection is closed.
};

/// What a connection needs of the runtime; all of it outlives the connection.
struct ConnectionHost {
  const Control& control;
  Reactor& reactor;
  RunLoop& loop;
  Log& log;
};

/// One client of the server. Requests run as events of the run loop, and their answers leave after that turn,
/// when the ledger has been written. A client that ends its input is answered what it has asked, its
/// subscriptions end, and the connection closes. Control thread only.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `over` is called once, as an event of the run loop, when nothing is left to do.
  Connection(FileDescriptor socket, ConnectionHost host, ConnectionLimits limits, std::string peer,
             std::function<void()> over);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<void> begin();

  /// Tells the client why, and closes when it has read that or the farewell is over.
  void close(const Error& reason);

 private:
  void ready();
  bool wants_to_read() const;
  void read();
  void schedule_requests();
  void take_requests();
  void send(std::string_view line);
  void overflow();
  void flush();
  void leave();  // Sends what is left, then ends.
  void end();    // At once.
  void choose_interest();

  FileDescriptor socket_;
  ConnectionHost host_;
  ConnectionLimits limits_;
  std::string peer_;
  std::function<void()> over_;
  std::unique_ptr<ControlSession> session_;
  LineReader input_;
  OutputBuffer output_;
  std::unique_ptr<Reactor::Watch> watch_;
  Reactor::Interest interest_ = Reactor::Interest::readable;
  TimerHandle farewell_;
  bool requests_scheduled_ = false;
  bool input_ended_ = false;
  bool overflowed_ = false;
  bool leaving_ = false;
  bool ended_ = false;
};

}  // namespace tipring::control_socket
