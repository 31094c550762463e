#pragma once

#include <cstdint>

#include "runtime/base/clock.h"

namespace tipring::rtp {

/// Lets at most so many packets a second pass, ten times what a leg of 20 ms packets sends: a peer that floods
/// spends its own allowance, not the thread's time for the others. Pure.
class FloodGate {
 public:
  static constexpr std::uint32_t packets_a_second = 500;

  bool pass(Instant now) {
    if (now - window_ >= std::chrono::seconds(1)) {
      window_ = now;
      passed_ = 0;
    }
    return passed_ < packets_a_second && ++passed_ != 0;
  }

 private:
  Instant window_{};
  std::uint32_t passed_ = 0;
};

}  // namespace tipring::rtp
