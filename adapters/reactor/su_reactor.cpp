#include "adapters/reactor/su_reactor.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <sofia-sip/su.h>
#include <sofia-sip/su_wait.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace tipring::reactor {
namespace {

// Turns run between two polls: enough for chains of completions, few enough that sockets are heard in time.
constexpr int turns_between_polls = 16;

// Without timers the root waits this long at a time, which costs nothing and bounds the number handed to Sofia.
constexpr std::chrono::milliseconds longest_wait{60'000};

int events_of(Reactor::Interest interest) {
  switch (interest) {
    case Reactor::Interest::readable:
      return SU_WAIT_IN;
    case Reactor::Interest::writable:
      return SU_WAIT_OUT;
    case Reactor::Interest::both:
      return SU_WAIT_IN | SU_WAIT_OUT;
  }
  return 0;
}

class RootWatch final : public Reactor::Watch {
 public:
  RootWatch(su_root_t* root, int descriptor, std::function<void()> ready)
      : root_(root),
        descriptor_(descriptor),
        ready_(std::make_shared<std::function<void()>>(std::move(ready))) {}
  RootWatch(const RootWatch&) = delete;
  RootWatch& operator=(const RootWatch&) = delete;
  ~RootWatch() override {
    if (index_ > 0) su_root_deregister(root_, index_);
  }

  Result<void> start(Reactor::Interest interest) {
    su_wait_t wait[1] = {SU_WAIT_INIT};
    if (su_wait_create(wait, descriptor_, events_of(interest)) < 0) return failure();
    index_ = su_root_register(root_, wait, &RootWatch::on_ready, reinterpret_cast<su_wakeup_arg_t*>(this), 0);
    if (index_ > 0) return {};
    auto error = failure();
    su_wait_destroy(wait);
    return error;
  }

  void change(Reactor::Interest interest) override {
    su_root_eventmask(root_, index_, descriptor_, events_of(interest));
  }

 private:
  Error failure() const {
    return {"watch-failed",
            "cannot watch descriptor " + std::to_string(descriptor_) + ": " + std::strerror(errno)};
  }

  // Sofia's C frames are above: an exception ends the program here instead of crossing them.
  static int on_ready(su_root_magic_t*, su_wait_t*, su_wakeup_arg_t* argument) noexcept {
    // A copy, because the function may destroy the watch that owns it.
    const auto ready = reinterpret_cast<RootWatch*>(argument)->ready_;
    (*ready)();
    return 0;
  }

  su_root_t* root_;
  int descriptor_;
  int index_ = 0;
  std::shared_ptr<std::function<void()>> ready_;
};

}  // namespace

void SuReactor::RootDeleter::operator()(su_root_s* root) const {
  su_root_destroy(root);
  su_deinit();
}

Result<std::unique_ptr<SuReactor>> SuReactor::create(RunLoop& loop) {
  std::unique_ptr<SuReactor> reactor(new SuReactor(loop));
  if (auto opened = reactor->open(); !opened) return opened.error();
  return reactor;
}

Result<void> SuReactor::open() {
  if (su_init() != 0) return Error{"reactor-failed", "Sofia's system layer did not start"};
  su_root_t* root = su_root_create(nullptr);
  if (root == nullptr) {
    su_deinit();
    return Error{"reactor-failed", std::string("no event loop: ") + std::strerror(errno)};
  }
  root_.reset(root);
  su_root_threading(root, 0);
  wake_descriptor_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake_descriptor_ < 0) return Error{"reactor-failed", std::string("no eventfd: ") + std::strerror(errno)};
  auto watched = watch(wake_descriptor_, Interest::readable, [this] { take_posted(); });
  if (!watched) return watched.error();
  wake_watch_ = std::move(watched).value();
  return {};
}

SuReactor::~SuReactor() {
  wake_watch_.reset();
  if (wake_descriptor_ >= 0) close(wake_descriptor_);
}

Result<std::unique_ptr<Reactor::Watch>> SuReactor::watch(int descriptor, Interest interest,
                                                         std::function<void()> ready) {
  auto watch = std::make_unique<RootWatch>(root_.get(), descriptor, std::move(ready));
  if (auto started = watch->start(interest); !started) return started.error();
  return std::unique_ptr<Watch>(std::move(watch));
}

void SuReactor::post(std::function<void()> event) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(event));
  }
  wake();
}

void SuReactor::wake() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the descriptor is readable anyway.
  [[maybe_unused]] const auto written = write(wake_descriptor_, &one, sizeof one);
}

void SuReactor::take_posted() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(wake_descriptor_, &count, sizeof count);
  std::vector<std::function<void()>> events;
  {
    const std::lock_guard lock(mutex_);
    events.swap(posted_);
  }
  for (auto& event : events)
    loop_.post(std::move(event));
}

void SuReactor::stop() {
  stopping_.store(true);
  wake();
}

void SuReactor::run() {
  while (!stopping_.load())
    step(longest_wait);
  stopping_.store(false);
}

std::chrono::milliseconds SuReactor::until_due(std::chrono::milliseconds longest) {
  if (loop_.pending()) return std::chrono::milliseconds::zero();
  const auto due = loop_.next_due();
  if (!due) return longest;
  // Rounded up: cut down, the last part of a millisecond would be spent in polls of zero length.
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - loop_.clock().now());
  return std::clamp(wait, std::chrono::milliseconds::zero(), longest);
}

void SuReactor::step(std::chrono::milliseconds longest) {
  ++steps_;
  for (const auto& action : std::exchange(before_wait_, {}))
    action();
  su_root_step(root_.get(), static_cast<su_duration_t>(until_due(longest).count()));
  for (int turns = 0; turns < turns_between_polls && !stopping_.load() && loop_.turn(); ++turns) {
  }
}

}  // namespace tipring::reactor
