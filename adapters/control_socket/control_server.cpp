#include "adapters/control_socket/control_server.h"

#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include "adapters/control_socket/peer.h"
#include "adapters/control_socket/unix_address.h"

namespace tipring::control_socket {
namespace {

constexpr int accepted_at_once = 16;
constexpr Duration accept_pause{1'000'000};

// For a client that is not let in: it may or may not read this, nobody waits for it.
void turn_away(const FileDescriptor& client, const Error& reason) {
  const auto line = encode_goodbye(reason) + "\n";
  // A line this short fits into the buffer of a new socket.
  if (::send(client.get(), line.data(), line.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;
}

}  // namespace

Result<std::unique_ptr<ControlServer>> ControlServer::listen(const std::string& path, ConnectionHost host,
                                                             ConnectionLimits limits) {
  auto socket = ListeningSocket::create(path);
  if (!socket) return socket.error();
  std::unique_ptr<ControlServer> server(new ControlServer(std::move(socket).value(), host, limits));
  if (auto watched = server->watch_socket(); !watched) return watched.error();
  return server;
}

ControlServer::ControlServer(ListeningSocket socket, ConnectionHost host, ConnectionLimits limits)
    : socket_(std::move(socket)), host_(host), limits_(limits) {}

ControlServer::~ControlServer() {
  host_.loop.cancel(pause_);
}

Result<void> ControlServer::watch_socket() {
  auto watch =
      host_.reactor.watch(socket_.descriptor(), Reactor::Interest::readable, [this] { accept_clients(); });
  if (!watch) return watch.error();
  watch_ = std::move(watch).value();
  return {};
}

void ControlServer::accept_clients() {
  for (int count = 0; count < accepted_at_once; ++count) {
    FileDescriptor client(accept4(socket_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (client) {
      admit(std::move(client));
    } else if (errno != EINTR && errno != ECONNABORTED) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) pause_accepting(errno);
      return;
    }
  }
}

void ControlServer::pause_accepting(int number) {
  // Out of descriptors or memory: the socket stays ready, and would be found so again at once, without end.
  host_.log.write(LogLevel::warning, "control: no client can be accepted: " + describe_errno(number));
  watch_.reset();
  pause_ = host_.loop.after(accept_pause, [this] {
    if (auto watched = watch_socket(); !watched) {
      host_.log.write(LogLevel::error, "control: clients are no longer accepted: " + watched.error().text);
    }
  });
}

void ControlServer::admit(FileDescriptor client) {
  const auto peer = peer_of(client.get());
  if (!peer || !may_control(peer.value(), geteuid(), socket_.group())) {
    host_.log.write(LogLevel::warning,
                    "control: client refused: " + (peer ? describe(peer.value()) : peer.error().text));
    turn_away(client,
              {"refused", "only root, the runtime's own user and the socket's group may give commands", false});
    return;
  }
  if (connections_->size() >= most_clients) {
    host_.log.write(LogLevel::warning, "control: client (" + describe(peer.value()) +
                                           ") turned away: there are " + std::to_string(most_clients) +
                                           " already");
    turn_away(client, {"too-many",
                       "the runtime has " + std::to_string(most_clients) + " control clients already", true});
    return;
  }
  const auto number = next_client_++;
  auto connection = std::make_shared<Connection>(std::move(client), host_, limits_, describe(peer.value()),
                                                 [weak = std::weak_ptr<Connections>(connections_), number] {
                                                   if (const auto connections = weak.lock())
                                                     connections->erase(number);
                                                 });
  if (auto begun = connection->begin(); !begun) {
    host_.log.write(LogLevel::warning, "control: client refused: " + begun.error().text);
    return;
  }
  connections_->emplace(number, std::move(connection));
}

void ControlServer::close(const Error& reason) {
  watch_.reset();
  host_.loop.cancel(pause_);
  const auto connections = *connections_;
  for (const auto& [number, connection] : connections)
    connection->close(reason);
}

}  // namespace tipring::control_socket
