#include "cli/run/shutdown.h"

#include <utility>

namespace tipring::cli {

Shutdown::Shutdown(RunLoop& loop, Log& log, Times times, Actions actions)
    : loop_(loop), log_(log), times_(times), actions_(std::move(actions)) {
  loop_.at_turn_end([this] {
    const bool waiting = state_ == State::draining || state_ == State::releasing;
    if (waiting && actions_.idle()) stop("drained");
  });
}

void Shutdown::request(std::string_view cause) {
  switch (state_) {
    case State::running:
      log_.write(LogLevel::info,
                 std::string(cause) + ": no new calls are taken; those that are there may go on for " +
                     std::to_string(std::chrono::ceil<std::chrono::seconds>(times_.grace).count()) +
                     " s, a second signal ends them");
      state_ = State::draining;
      actions_.drain();
      timer_ = loop_.after(times_.grace, [this] {
        log_.write(LogLevel::warning, "the time for calls to end is over: they are released");
        release_all();
      });
      return;
    case State::draining:
      log_.write(LogLevel::warning, std::string(cause) + " again: the calls that are there are ended");
      loop_.cancel(timer_);
      release_all();
      return;
    case State::releasing:
      log_.write(LogLevel::warning, std::string(cause) + " again: stopping at once");
      stop("stopped at once");
      return;
    case State::stopping:
      return;
  }
}

void Shutdown::release_all() {
  state_ = State::releasing;
  actions_.release_all();
  timer_ = loop_.after(times_.farewell, [this] {
    log_.write(LogLevel::warning, "calls are left that nobody confirmed the end of");
    stop("released");
  });
}

void Shutdown::stop(std::string reason) {
  state_ = State::stopping;
  loop_.cancel(timer_);
  log_.write(LogLevel::info, "stopping: " + reason);
  // In a later turn: what this one asked for, a BYE, leaves at its end.
  loop_.post([this, reason = std::move(reason)] { actions_.stop(reason); });
}

}  // namespace tipring::cli
