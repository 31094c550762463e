#pragma once

#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// Reads a time as people give it: a duration ("10m"), which lies that far before `now`, a time of day in
/// UTC ("10:15", "10:15:30"), the last before `now`, or a date and time in UTC (RFC 3339): "2026-03-03",
/// "2026-03-03T10:00Z", "2026-03-03T10:00:00.5Z"; or as scenarios write it, in a zone: "2026-03-03 10:00
/// America/New_York", "2026-03-03 10:00 +01:00". Fails with "usage".
Result<UtcTime> parse_point_in_time(std::string_view text, UtcTime now);

}  // namespace tipring::cli
