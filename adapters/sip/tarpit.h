#pragma once

#include <cstddef>
#include <deque>

#include "adapters/sip/sip_stack.h"
#include "adapters/sip/sofia_handles.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// Requests that are refused, but not soon: who sends them waits, and learns nothing meanwhile. Holds no more
/// than it can without cost; what is beyond is refused at once.
class Tarpit {
 public:
  /// Both outlive it.
  Tarpit(SipStack& stack, RunLoop& loop) : stack_(stack), loop_(loop) {}
  ~Tarpit() { loop_.cancel(timer_); }
  Tarpit(const Tarpit&) = delete;
  Tarpit& operator=(const Tarpit&) = delete;

  void hold(IncomingHandle transaction) {
    held_.push_back({std::move(transaction), loop_.clock().now() + time});
    if (held_.size() > most) let_go();
    if (!timer_) watch();
  }

 private:
  static constexpr Duration time = std::chrono::seconds{10};
  static constexpr std::size_t most = 500;
  struct Held {
    IncomingHandle transaction;
    Instant until;
  };

  void let_go() {
    stack_.reply(held_.front().transaction.get(), {403, "", "", ""});
    held_.pop_front();
  }
  void watch() {
    timer_ = {};
    if (held_.empty()) return;
    timer_ = loop_.after(held_.front().until - loop_.clock().now(), [this] {
      while (!held_.empty() && held_.front().until <= loop_.clock().now())
        let_go();
      watch();
    });
  }

  SipStack& stack_;
  RunLoop& loop_;
  std::deque<Held> held_;
  TimerHandle timer_;
};

}  // namespace tipring::sip
