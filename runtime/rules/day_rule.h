#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring {

/// Which days are meant: once, or each year.
struct DayRule {
  enum class Kind : std::uint8_t {
    once,     ///< From `first` on, `days` of them.
    yearly,   ///< The same in its year and in each after it; what begins on 29 February, in leap years only.
    season,   ///< Each year, from the month and day of `begins` to those of `ends`, both included.
    easter,   ///< Each year, `offset` days after Easter Sunday (Gregorian).
    weekday,  ///< Each year, the `nth` `weekday` of `month`.
  };
  Kind kind = Kind::once;
  std::chrono::sys_days first{};
  int days = 1;  ///< From 1 to most_days.
  std::chrono::month_day begins{};
  std::chrono::month_day ends{};  ///< Of the year after where it is before `begins`.
  int offset = 0;
  std::chrono::weekday weekday{};
  unsigned nth = 1;  ///< From 1 to 5; 0: the last.
  std::chrono::month month{};

  static constexpr int most_days = 366;

  bool operator==(const DayRule&) const = default;
};

/// Reads "2026-12-24", "2026-12-24 to 2027-01-02", "12-25", "12-24 to 01-02", "easter", "easter+1", "easter-2",
/// "4th thursday of november" or "last monday of may". Fails with "bad-day", saying what was expected.
Result<DayRule> parse_day_rule(std::string_view text);

/// Whether the rule means this day.
bool falls_on(const DayRule& rule, std::chrono::sys_days day);

/// The year's Easter Sunday, of the Gregorian calendar.
std::chrono::sys_days easter_sunday(std::chrono::year year);

/// "2026-12-24"; nothing else, not even blanks. Fails with "bad-day".
Result<std::chrono::sys_days> parse_date(std::string_view text);

}  // namespace tipring
