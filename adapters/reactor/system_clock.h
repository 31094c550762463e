#pragma once

#include "runtime/base/clock.h"

namespace tipring::reactor {

/// The machine's own clocks: CLOCK_MONOTONIC for the floor's time line, CLOCK_REALTIME for civil time. Any
/// thread.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  UtcTime utc() const override;
};

}  // namespace tipring::reactor
