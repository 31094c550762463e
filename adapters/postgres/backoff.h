#pragma once

#include <algorithm>

#include "runtime/base/clock.h"

namespace tipring::postgres {

/// How long to wait before the next of many tries: each time twice as long, up to a limit.
class Backoff {
 public:
  Backoff(Duration first, Duration longest) : first_(first), longest_(longest), next_(first) {}

  Duration next() {
    const Duration wait = next_;
    next_ = std::min(2 * next_, longest_);
    return wait;
  }
  void reset() { next_ = first_; }

 private:
  Duration first_;
  Duration longest_;
  Duration next_;
};

}  // namespace tipring::postgres
