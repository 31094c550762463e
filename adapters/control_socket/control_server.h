#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "adapters/control_socket/connection.h"
#include "adapters/control_socket/listening_socket.h"
#include "runtime/base/result.h"

namespace tipring::control_socket {

/// Serves the control protocol (runtime/control/json_rpc.h) on a Unix socket: one JSON object a line, in both
/// directions. Control thread only.
class ControlServer {
 public:
  /// Connections at a time; a further one is told so and closed.
  static constexpr std::size_t most_clients = 64;

  /// Listens at `path` from now on. Fails as ListeningSocket::create() does. All of `host` outlives the server.
  static Result<std::unique_ptr<ControlServer>> listen(const std::string& path, ConnectionHost host,
                                                       ConnectionLimits limits = {});
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  const std::string& path() const { return socket_.path(); }
  std::size_t clients() const { return connections_->size(); }

  /// Takes no more clients and closes the connections, telling each `reason`. They are gone when clients() is
  /// 0, after the farewell at the latest.
  void close(const Error& reason);

 private:
  ControlServer(ListeningSocket socket, ConnectionHost host, ConnectionLimits limits);
  Result<void> watch_socket();
  void accept_clients();
  void admit(FileDescriptor client);
  void pause_accepting(int number);

  using Connections = std::map<std::uint64_t, std::shared_ptr<Connection>>;
  ListeningSocket socket_;
  ConnectionHost host_;
  ConnectionLimits limits_;
  std::unique_ptr<Reactor::Watch> watch_;
  // Shared so that an event that comes after the server finds that out.
  std::shared_ptr<Connections> connections_ = std::make_shared<Connections>();
  std::uint64_t next_client_ = 1;
  TimerHandle pause_;
};

}  // namespace tipring::control_socket
