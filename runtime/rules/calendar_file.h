#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/rules/hours.h"

namespace tipring {

/// Longest calendar that is read, in bytes, and most events in it.
inline constexpr std::size_t longest_calendar = 1U << 20U;
inline constexpr std::size_t most_calendar_events = 5000;

/// Reads the whole days of an iCalendar file (RFC 5545): each VEVENT's DTSTART;VALUE=DATE, DTEND;VALUE=DATE,
/// SUMMARY, and RRULE where that is FREQ=YEARLY alone. Events that are cancelled are left out, and properties
/// that do not say when an event is are passed over. Fails with "bad-calendar", the text beginning with
/// "file:line: ", for whatever else says when: leaving it out would open a door that is to be closed.
Result<std::vector<Holiday>> read_calendar(std::string_view text, std::string_view file);

}  // namespace tipring
