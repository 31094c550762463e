#include "adapters/postgres/socket_watch.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace tipring::postgres {

Result<SocketWatch> SocketWatch::start(Reactor& reactor, int socket, Reactor::Interest interest,
                                       std::function<void()> ready) {
  SocketWatch watch(fcntl(socket, F_DUPFD_CLOEXEC, 0), interest);
  if (watch.descriptor_ < 0)
    return Error{"watch-failed", std::string("no descriptor for a connection: ") + std::strerror(errno)};
  auto watched = reactor.watch(watch.descriptor_, interest, std::move(ready));
  if (!watched) return watched.error();
  watch.watch_ = std::move(watched).value();
  return watch;
}

SocketWatch::~SocketWatch() {
  watch_.reset();
  if (descriptor_ >= 0) close(descriptor_);
}

void SocketWatch::change(Reactor::Interest interest) {
  if (interest != interest_) watch_->change(interest);
  interest_ = interest;
}

}  // namespace tipring::postgres
