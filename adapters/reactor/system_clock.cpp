#include "adapters/reactor/system_clock.h"

#include <chrono>

namespace tipring::reactor {

Instant SystemClock::now() const {
  return Instant{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

UtcTime SystemClock::utc() const {
  return std::chrono::time_point_cast<UtcTime::duration>(std::chrono::system_clock::now());
}

}  // namespace tipring::reactor
