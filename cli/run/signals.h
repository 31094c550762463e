#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// Keeps SIGTERM, SIGINT and SIGHUP from ending the process, so that StopSignals can read them, and lets writes
/// to peers that are gone (SIGPIPE) or past a limit on the size of files (SIGXFSZ) fail instead of killing. For
/// the calling thread and those it starts from then on: to be called before any other thread is there.
void hold_back_signals();

/// Reads SIGTERM, SIGINT and SIGHUP as events of the run loop (signalfd(2)). Control thread only.
class StopSignals {
 public:
  /// `signalled` is called with "SIGTERM", "SIGINT" or "SIGHUP", once for each that comes. Fails with
  /// "io-error". The reactor outlives this.
  static Result<std::unique_ptr<StopSignals>> watch(Reactor& reactor,
                                                    std::function<void(std::string_view name)> signalled);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  StopSignals(Reactor& reactor, int descriptor, std::function<void(std::string_view name)> signalled);
  void read();

  Reactor& reactor_;
  int descriptor_;
  std::function<void(std::string_view name)> signalled_;
  std::unique_ptr<Reactor::Watch> watch_;
};

}  // namespace tipring::cli
