#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/reactor/sofia_clock.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/reactor.h"

struct su_root_s;

namespace tipring::reactor {

/// The control thread's reactor on Sofia's root: sockets of SIP, descriptors that others watch, posts from
/// other threads and the run loop's timers wait in one epoll_wait.
class SuReactor final : public Reactor {
 public:
  /// `loop` must outlive the reactor. Fails with "reactor-failed" when the system gives no descriptors. To be
  /// called on the thread that will call run().
  static Result<std::unique_ptr<SuReactor>> create(RunLoop& loop);

  /// Watches must be gone before. Events posted and not yet run are dropped.
  ~SuReactor() override;
  SuReactor(const SuReactor&) = delete;
  SuReactor& operator=(const SuReactor&) = delete;

  Result<std::unique_ptr<Watch>> watch(int descriptor, Interest interest, std::function<void()> ready) override;
  void post(std::function<void()> event) override;
  void before_wait(std::function<void()> action) override { before_wait_.push_back(std::move(action)); }
  void run() override;
  void stop() override;

  /// One poll of the root, waiting `longest` at most, and the turns that follow from it. What run() repeats.
  void step(std::chrono::milliseconds longest);

  /// Sofia's root (su_root_t), for the SIP adapter. Lives as long as the reactor; its one thread is this one.
  su_root_s* native_root() { return root_.get(); }

  /// How often the root was polled: a figure that must grow with the work and not with the time.
  std::uint64_t steps() const { return steps_; }

 private:
  struct RootDeleter {
    void operator()(su_root_s* root) const;
  };

  explicit SuReactor(RunLoop& loop) : loop_(loop) {}
  Result<void> open();
  std::chrono::milliseconds until_due(std::chrono::milliseconds longest);
  void wake();
  void take_posted();

  RunLoop& loop_;
  SofiaClock sofia_clock_;
  std::unique_ptr<su_root_s, RootDeleter> root_;
  int wake_descriptor_ = -1;
  std::unique_ptr<Watch> wake_watch_;
  std::atomic<bool> stopping_{false};
  std::uint64_t steps_ = 0;
  std::vector<std::function<void()>> before_wait_;
  std::mutex mutex_;                           ///< Guards posted_.
  std::vector<std::function<void()>> posted_;  ///< From any thread, not yet handed to the run loop.
};

}  // namespace tipring::reactor
