#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

namespace tipring {

/// From when to when, by the clock on the wall, in minutes since midnight of the day on which it begins.
struct DaySpan {
  std::chrono::minutes opens{};   ///< From 0 to 23:59.
  std::chrono::minutes closes{};  ///< Later than `opens`; over 24:00 where it ends on the day after.

  bool operator==(const DaySpan&) const = default;
};

/// What begins on one day, in order and apart from each other; none: closed.
using DaySpans = std::vector<DaySpan>;

/// Reads "08:00-20:00", "08:00-12:00, 13:00-17:00", "22:00-06:00" (until the day after), "00:00-24:00" or
/// "closed". Fails with "bad-spans", saying what was expected; also where spans are out of order or overlap.
Result<DaySpans> parse_day_spans(std::string_view text);

/// The way back: "08:00-12:00, 13:00-17:00", or "closed".
std::string to_text(const DaySpans& spans);

/// "08:00", "24:00", and "06:00" for what is the day after.
std::string time_of_day(std::chrono::minutes since_midnight);

}  // namespace tipring
