#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"

namespace tipring::cli {

/// How a runtime comes to its end. The first request drains it: new calls are refused, those that are there go
/// on until they end by themselves or the grace is over, then they are released. A second request releases them
/// at once and waits for nobody. Control thread only; must outlive the run loop's last turn.
class Shutdown {
 public:
  struct Actions {
    std::function<void()> drain;        ///< Refuse new calls.
    std::function<void()> release_all;  ///< End the calls that are there.
    std::function<bool()> idle;         ///< Whether nothing is left.
    std::function<void(std::string_view reason)>
        stop;  ///< End the run loop; called once, in a turn of its own.
  };
  struct Times {
    Duration grace{std::chrono::minutes(5)};  ///< For calls to end by themselves.
    /// For their peers to confirm the end, and for finalisers, which have ten seconds.
    Duration farewell{std::chrono::seconds(11)};
  };

  Shutdown(RunLoop& loop, Log& log, Times times, Actions actions);
  Shutdown(const Shutdown&) = delete;
  Shutdown& operator=(const Shutdown&) = delete;

  /// `cause` is "SIGTERM", or what else asked for it. To be called as an event of the run loop.
  void request(std::string_view cause);

  bool requested() const { return state_ != State::running; }

 private:
  enum class State : std::uint8_t { running, draining, releasing, stopping };
  void release_all();
  void stop(std::string reason);

  RunLoop& loop_;
  Log& log_;
  Times times_;
  Actions actions_;
  State state_ = State::running;
  TimerHandle timer_;
};

}  // namespace tipring::cli
