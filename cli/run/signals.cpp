#include "cli/run/signals.h"

#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace tipring::cli {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // The terminal is gone: the calls need not go with it.
  sigaddset(&signals, SIGHUP);
  return signals;
}

std::string_view name_of(std::uint32_t number) {
  if (number == SIGINT) return "SIGINT";
  return number == SIGHUP ? "SIGHUP" : "SIGTERM";
}

Error failure(const char* what, int number) {
  return {"io-error", std::string("cannot ") + what + ": " + std::generic_category().message(number), false};
}

}  // namespace

void hold_back_signals() {
  const auto signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  for (const int number : {SIGPIPE, SIGXFSZ})
    sigaction(number, &ignore, nullptr);
}

Result<std::unique_ptr<StopSignals>> StopSignals::watch(Reactor& reactor,
                                                        std::function<void(std::string_view name)> signalled) {
  const auto signals = stop_signals();
  const int descriptor = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor < 0) return failure("read signals", errno);
  std::unique_ptr<StopSignals> made(new StopSignals(reactor, descriptor, std::move(signalled)));
  auto watch = reactor.watch(descriptor, Reactor::Interest::readable, [self = made.get()] { self->read(); });
  if (!watch) return watch.error();
  made->watch_ = std::move(watch).value();
  return made;
}

StopSignals::StopSignals(Reactor& reactor, int descriptor, std::function<void(std::string_view name)> signalled)
    : reactor_(reactor), descriptor_(descriptor), signalled_(std::move(signalled)) {}

StopSignals::~StopSignals() {
  watch_.reset();
  close(descriptor_);
}

void StopSignals::read() {
  signalfd_siginfo info{};
  while (::read(descriptor_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    const std::string_view name = name_of(info.ssi_signo);
    reactor_.post([signalled = signalled_, name] { signalled(name); });
  }
}

}  // namespace tipring::cli
