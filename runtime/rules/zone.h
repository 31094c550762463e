#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace date {
class time_zone;
}

namespace tipring {

/// What a clock on the wall shows: microseconds since midnight of 1970-01-01 by that clock.
using WallTime = std::chrono::local_time<std::chrono::microseconds>;

/// The clocks of a place, by the system's time zone database (IANA). A value, cheap to copy.
///
/// Twice a year most clocks are changed. What they skip is taken for the moment at which they were changed;
/// what they show twice is told apart by whoever asks. The database's files list the changes until 2037; what
/// comes after them goes by the last one.
class Zone {
 public:
  /// UTC, which asks no database.
  Zone() = default;

  /// "America/New_York". Reads what the database has of it, so that nothing is read later. Fails with
  /// "not-found", naming the nearest name in `text`, or with "unreadable" where there is no database.
  static Result<Zone> find(std::string_view name);

  std::string name() const;
  WallTime wall_time(UtcTime time) const;
  /// When the clocks show this for the first time, and for the last.
  UtcTime first(WallTime time) const;
  UtcTime last(WallTime time) const;

  bool operator==(const Zone&) const = default;

 private:
  explicit Zone(const date::time_zone* rules) : rules_(rules) {}

  const date::time_zone* rules_ = nullptr;  // The database's own, which lasts; null: UTC.
};

}  // namespace tipring
