#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/rules/day_rule.h"
#include "runtime/rules/day_spans.h"
#include "runtime/rules/zone.h"

namespace tipring {

/// A day off, and why.
struct Holiday {
  std::string name;
  DayRule rule{};

  bool operator==(const Holiday&) const = default;
};

/// Days that are not as their weekday.
struct HoursException {
  std::string name;  ///< As the site names the days: "12-24".
  DayRule rule{};
  DaySpans spans{};

  bool operator==(const HoursException&) const = default;
};

/// Opening hours as a site writes them. Plain data.
struct HoursPlan {
  std::array<DaySpans, 7> week{};  ///< From Monday on.
  std::vector<HoursException> exceptions{};
  std::vector<Holiday> holidays{};  ///< Closed, unless an exception says otherwise.

  bool operator==(const HoursPlan&) const = default;
};

/// What holds of one day.
struct DayHours {
  enum class Reason : std::uint8_t { weekly, holiday, exception };
  Reason reason = Reason::weekly;
  std::string name{};  ///< The holiday's, or the exception's.
  DaySpans spans{};

  bool operator==(const DayHours&) const = default;
};

/// A closing that no plan foresaw, as in an emergency: it goes before all that the hours say.
struct Closing {
  UtcTime from{};
  std::optional<UtcTime> until{};  ///< Nothing: until it is lifted.
  std::string reason{};            ///< May be empty.

  bool holds_at(UtcTime time) const { return from <= time && (!until || time < *until); }
  bool operator==(const Closing&) const = default;
};

/// Closings by the names of the hours that they close.
using ClosingsByName = std::map<std::string, Closing, std::less<>>;

/// Opening hours of a place. Knows no clock: the time is handed in.
///
/// A span belongs to the day on which it begins: one over midnight goes on to its end whatever the next day is.
/// An exception of a date goes before one of several days, that before one of each year, that before a holiday,
/// and that before the week; of equals, the first. Where clocks are changed, a span lasts as long as any clock
/// in the zone may show it: it opens when they first show its beginning and closes when they last show its end;
/// a time that they skip is the moment of the change.
class Hours {
 public:
  Hours(HoursPlan plan, Zone zone);

  const Zone& zone() const { return zone_; }

  /// Closes in spite of the plan; nothing: opens as the plan says.
  void close(std::optional<Closing> closing) { closing_ = std::move(closing); }
  const std::optional<Closing>& closing() const { return closing_; }

  bool is_open(UtcTime time) const;
  /// Whether it is open by the clocks of each of `zones`, in place of its own.
  bool is_open_in_all(std::span<const Zone> zones, UtcTime time) const;
  /// The same hours by the clocks of another zone.
  Hours in(const Zone& zone) const;
  /// When it closes, if it is open at `time`, or opens; nothing where it does neither within eight years.
  std::optional<UtcTime> next_change(UtcTime time) const;
  /// What begins on this day, by the plan.
  DayHours spans_on(std::chrono::sys_days date) const;
  /// The date there.
  std::chrono::sys_days date_at(UtcTime time) const;

  bool operator==(const Hours&) const = default;

 private:
  using Interval = std::pair<UtcTime, UtcTime>;

  bool planned_open(UtcTime time, const Zone& zone) const;
  std::optional<UtcTime> next_planned_change(UtcTime time) const;
  std::optional<UtcTime> next_opening_from(const Closing& closing) const;
  const HoursException* exception_on(std::chrono::sys_days date) const;
  const Holiday* holiday_on(std::chrono::sys_days date) const;
  const DaySpans& spans_of(std::chrono::sys_days date) const;
  static Interval interval(std::chrono::sys_days date, const DaySpan& span, const Zone& zone);

  HoursPlan plan_;
  Zone zone_;
  std::optional<Closing> closing_;
  std::vector<std::pair<std::chrono::sys_days, std::size_t>> single_holidays_;  // Their days, in order.
  std::vector<std::size_t> yearly_holidays_;
};

/// When hours that are open only where each of these is open become so or cease to be; as Hours::next_change().
std::optional<UtcTime> next_change_of_all(std::span<const Hours> hours, UtcTime time);

/// Whether it says of any day that it is open.
bool ever_opens(const HoursPlan& plan);

}  // namespace tipring
