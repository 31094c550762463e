#pragma once

#include <functional>
#include <memory>

#include "runtime/base/result.h"

namespace tipring {

/// Waits for the world on behalf of the control thread: file descriptors, other threads, the run loop's timers.
class Reactor {
 public:
  enum class Interest { readable, writable, both };

  /// Ends the watch when destroyed. Does not own the file descriptor.
  class Watch {
   public:
    virtual ~Watch() = default;
    virtual void change(Interest interest) = 0;
  };

  virtual ~Reactor() = default;

  /// `ready` runs on the control thread between turns, once for each time the descriptor is found ready (level
  /// triggered). It may post to the run loop and may destroy its own watch.
  virtual Result<std::unique_ptr<Watch>> watch(int descriptor, Interest interest,
                                               std::function<void()> ready) = 0;

  /// From any thread: `event` runs as an event of the run loop. Events from one thread keep their order.
  virtual void post(std::function<void()> event) = 0;

  /// Runs `action` once before the control thread waits again, so that what many events ask for is done for
  /// them together; at once where there is nothing to be gained by it. Control thread only.
  virtual void before_wait(std::function<void()> action) { action(); }

  /// Runs until stop(). Control thread only.
  virtual void run() = 0;

  /// From any thread and from signal-safe context by way of post(): run() returns after the turn in progress.
  virtual void stop() = 0;
};

}  // namespace tipring
