#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "runtime/ports/reactor.h"

namespace tipring::testing {

/// A control thread for tests: runs what was posted, on the test's own thread, until something has come true.
class WaitingReactor final : public Reactor {
 public:
  Result<std::unique_ptr<Watch>> watch(int, Interest, std::function<void()>) override {
    return Error{"unsupported", "this reactor only takes posts", false};
  }

  void post(std::function<void()> event) override {
    {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    }
    arrived_.notify_one();
  }

  void run() override {}
  void stop() override {}

  /// False when `condition` has not come true within a time that only a hung program needs.
  bool run_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      std::unique_lock lock(mutex_);
      if (!arrived_.wait_until(lock, deadline, [this] { return !events_.empty(); })) return false;
      auto event = std::move(events_.front());
      events_.pop_front();
      lock.unlock();
      event();
      if (std::chrono::steady_clock::now() > deadline) return false;
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> events_;
};

}  // namespace tipring::testing
