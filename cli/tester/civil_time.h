#pragma once

#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// Reads "2026-03-03 10:00 America/New_York": a date, a time of day (seconds may follow) and a zone: a name of
/// the IANA time zone database, "UTC", or an offset such as "+01:00". Depends on nothing but the text and the
/// system's zone files. Fails with "bad-time": also for a time that the zone's clocks skip or show twice.
Result<UtcTime> parse_civil_time(std::string_view text);

/// "2026-03-03 15:00:00 UTC".
std::string format_utc(UtcTime time);

}  // namespace tipring::cli
