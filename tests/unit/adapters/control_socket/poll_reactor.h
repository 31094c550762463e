#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <poll.h>

#include "runtime/base/run_loop.h"
#include "runtime/ports/reactor.h"

namespace tipring::testing {

/// A Reactor that moves when a test says so: step() looks once at every descriptor, without waiting, and takes
/// a turn.
class PollReactor final : public Reactor {
 public:
  explicit PollReactor(RunLoop& loop) : loop_(loop) {}

  Result<std::unique_ptr<Watch>> watch(int descriptor, Interest interest,
                                       std::function<void()> ready) override {
    const int number = next_++;
    watched_.emplace(number, Watched{descriptor, interest, std::move(ready)});
    return std::unique_ptr<Watch>(std::make_unique<PollWatch>(*this, number));
  }
  void post(std::function<void()> event) override {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(event));
  }
  void run() override {
    constexpr int wait_ms = 5;
    while (!stopped_)
      step(wait_ms);
  }
  void stop() override { stopped_ = true; }

  /// False when there was nothing to do.
  bool step(int wait_ms = 0) {
    bool busy = serve_ready(wait_ms);
    std::vector<std::function<void()>> posted;
    {
      const std::lock_guard lock(mutex_);
      posted.swap(posted_);
    }
    for (auto& event : posted)
      loop_.post(std::move(event));
    while (loop_.turn())
      busy = true;
    return busy;
  }
  /// Steps until nothing is left to do. The descriptors must not stay ready for ever: that is a spin, and
  /// fails.
  bool settle() {
    constexpr int many = 100'000;
    for (int steps = 0; steps < many; ++steps) {
      if (!step()) return true;
    }
    return false;
  }
  std::size_t watches() const { return watched_.size(); }

 private:
  struct Watched {
    int descriptor;
    Interest interest;
    std::function<void()> ready;
  };
  class PollWatch final : public Watch {
   public:
    PollWatch(PollReactor& reactor, int number) : reactor_(reactor), number_(number) {}
    ~PollWatch() override { reactor_.watched_.erase(number_); }
    void change(Interest interest) override { reactor_.watched_.at(number_).interest = interest; }

   private:
    PollReactor& reactor_;
    int number_;
  };

  bool serve_ready(int wait_ms) {
    std::vector<pollfd> polled;
    std::vector<int> numbers;
    for (const auto& [number, watched] : watched_) {
      short events = watched.interest == Interest::writable ? 0 : POLLIN;
      if (watched.interest != Interest::readable) events |= POLLOUT;
      polled.push_back({watched.descriptor, events, 0});
      numbers.push_back(number);
    }
    if (::poll(polled.data(), polled.size(), wait_ms) <= 0) return false;
    for (std::size_t i = 0; i < polled.size(); ++i) {
      const auto found = watched_.find(numbers[i]);
      if (polled[i].revents == 0 || found == watched_.end()) continue;
      const auto ready = found->second.ready;  // May destroy its own watch.
      ready();
    }
    return true;
  }

  RunLoop& loop_;
  std::map<int, Watched> watched_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
  std::atomic<bool> stopped_ = false;
  int next_ = 1;
};

}  // namespace tipring::testing
