#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/ports/reactor.h"

namespace tipring::rtpengine {

/// Datagrams to and from one rtpengine alone. Control thread only.
class NgSocket {
 public:
  virtual ~NgSocket() = default;

  /// Whoever hears what comes; set once, before the first send(). `refused`: nobody listens there, as the
  /// system was told. Neither may destroy the socket.
  virtual void listen(std::function<void(std::string_view datagram)> received,
                      std::function<void()> refused) = 0;

  /// What cannot be sent is lost, as datagrams are.
  virtual void send(std::string_view datagram) = 0;
};

/// Over UDP. `address`: a numeric host and a port, "127.0.0.1:2223", "[2001:db8::7]:2223". Fails with
/// "bad-address" or "no-sockets". `reactor` outlives the socket.
Result<std::unique_ptr<NgSocket>> open_ng_socket(Reactor& reactor, const std::string& address);

}  // namespace tipring::rtpengine
