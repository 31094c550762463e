#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "runtime/base/result.h"
#include "runtime/ports/reactor.h"

namespace tipring::postgres {

/// Watches a socket that is libpq's, by a descriptor of its own: libpq closes its socket whenever it finds it
/// broken, and a closed descriptor cannot be watched, nor its watch be ended.
class SocketWatch {
 public:
  static Result<SocketWatch> start(Reactor& reactor, int socket, Reactor::Interest interest,
                                   std::function<void()> ready);
  ~SocketWatch();
  SocketWatch(SocketWatch&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        interest_(other.interest_),
        watch_(std::move(other.watch_)) {}
  SocketWatch& operator=(SocketWatch&&) = delete;

  void change(Reactor::Interest interest);

 private:
  SocketWatch(int descriptor, Reactor::Interest interest) : descriptor_(descriptor), interest_(interest) {}

  int descriptor_;
  Reactor::Interest interest_;
  std::unique_ptr<Reactor::Watch> watch_;
};

}  // namespace tipring::postgres
