#pragma once

#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// Reads "2026-03-03 10:00 America/New_York": a date, a time of day (seconds may follow) and a zone: a name of
/// the IANA time zone database, "UTC", or an offset such as "+01:00". RFC 3339 as well, with Z or an offset:
/// "2026-03-03T10:00:00-05:00". Depends on nothing but the text and the system's zone files. Fails with
/// "bad-time", and with "bad-zone" where there is no such zone or its clocks skip that time or show it twice.
Result<UtcTime> parse_civil_time(std::string_view text);

/// "2026-03-03 15:00:00 UTC".
std::string format_utc(UtcTime time);

}  // namespace tipring::cli
