#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace tipring {

/// Effects that wait for the ledger: asked for during a turn, let go at its end, in order. Control thread only.
class Outbox {
 public:
  void add(std::function<void()> effect) { effects_.push_back(std::move(effect)); }

  void let_go() {
    // What an effect adds (it must not, but a port in simulation might) leaves with the next turn.
    for (const auto& effect : std::exchange(effects_, {}))
      effect();
  }

  bool empty() const { return effects_.empty(); }

 private:
  std::vector<std::function<void()>> effects_;
};

}  // namespace tipring
