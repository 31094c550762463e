#include "runtime/base/clock.h"

#include <cassert>

namespace tipring {

void VirtualClock::advance_to(Instant instant) {
  assert(instant >= now_);
  utc_ += instant - now_;
  now_ = instant;
}

}  // namespace tipring
