#include "runtime/rules/hours.h"

#include <algorithm>

namespace tipring {
namespace {

using std::chrono::sys_days;

// From 29 February to the next one may be eight years.
constexpr std::chrono::days farthest{8 * 366};

// Of what is said of a day, what is said of fewer days goes before.
int breadth(const DayRule& rule) {
  if (rule.kind == DayRule::Kind::once) return rule.days == 1 ? 0 : 1;
  return rule.kind == DayRule::Kind::season ? 3 : 2;
}

std::size_t place_in_week(sys_days date) {
  return std::chrono::weekday(date).iso_encoding() - 1;
}

sys_days date_in(const Zone& zone, UtcTime time) {
  return sys_days(std::chrono::floor<std::chrono::days>(zone.wall_time(time)).time_since_epoch());
}

}  // namespace

Hours::Hours(HoursPlan plan, Zone zone) : plan_(std::move(plan)), zone_(zone) {
  std::ranges::stable_sort(plan_.exceptions, {}, [](const HoursException& one) { return breadth(one.rule); });
  for (std::size_t i = 0; i < plan_.holidays.size(); ++i) {
    const DayRule& rule = plan_.holidays[i].rule;
    if (rule.kind != DayRule::Kind::once) {
      yearly_holidays_.push_back(i);
      continue;
    }
    for (int day = 0; day < rule.days; ++day)
      single_holidays_.emplace_back(rule.first + std::chrono::days(day), i);
  }
  std::ranges::sort(single_holidays_);
}

const HoursException* Hours::exception_on(sys_days date) const {
  const auto found = std::ranges::find_if(
      plan_.exceptions, [date](const HoursException& one) { return falls_on(one.rule, date); });
  return found == plan_.exceptions.end() ? nullptr : &*found;
}

const Holiday* Hours::holiday_on(sys_days date) const {
  const auto single = std::ranges::lower_bound(single_holidays_, std::pair(date, std::size_t{0}));
  if (single != single_holidays_.end() && single->first == date) return &plan_.holidays[single->second];
  const auto yearly = std::ranges::find_if(
      yearly_holidays_, [&](std::size_t place) { return falls_on(plan_.holidays[place].rule, date); });
  return yearly == yearly_holidays_.end() ? nullptr : &plan_.holidays[*yearly];
}

const DaySpans& Hours::spans_of(sys_days date) const {
  static const DaySpans closed;
  if (const HoursException* exception = exception_on(date)) return exception->spans;
  return holiday_on(date) != nullptr ? closed : plan_.week[place_in_week(date)];
}

DayHours Hours::spans_on(sys_days date) const {
  if (const HoursException* exception = exception_on(date))
    return {DayHours::Reason::exception, exception->name, exception->spans};
  if (const Holiday* holiday = holiday_on(date)) return {DayHours::Reason::holiday, holiday->name, {}};
  return {DayHours::Reason::weekly, {}, plan_.week[place_in_week(date)]};
}

sys_days Hours::date_at(UtcTime time) const {
  return date_in(zone_, time);
}

Hours::Interval Hours::interval(sys_days date, const DaySpan& span, const Zone& zone) {
  const WallTime midnight(date.time_since_epoch());
  return {zone.first(midnight + span.opens), zone.last(midnight + span.closes)};
}

bool Hours::is_open(UtcTime time) const {
  return is_open_in_all(std::span(&zone_, 1), time);
}

bool Hours::is_open_in_all(std::span<const Zone> zones, UtcTime time) const {
  return (!closing_ || !closing_->holds_at(time)) &&
         std::ranges::all_of(zones, [&](const Zone& zone) { return planned_open(time, zone); });
}

Hours Hours::in(const Zone& zone) const {
  Hours there = *this;
  there.zone_ = zone;
  return there;
}

std::optional<UtcTime> Hours::next_opening_from(const Closing& closing) const {
  if (!closing.until || planned_open(*closing.until, zone_)) return closing.until;
  return next_planned_change(*closing.until);
}

std::optional<UtcTime> Hours::next_change(UtcTime time) const {
  const auto planned = next_planned_change(time);
  if (!closing_ || (closing_->until && time >= *closing_->until)) return planned;
  if (closing_->holds_at(time)) return next_opening_from(*closing_);
  if (planned_open(time, zone_)) return std::min(planned.value_or(closing_->from), closing_->from);
  return planned && closing_->holds_at(*planned) ? next_opening_from(*closing_) : planned;
}

// Of yesterday too: a span may go over midnight. And of tomorrow: where clocks are put back at midnight, they
// show today again once tomorrow has begun.
bool Hours::planned_open(UtcTime time, const Zone& zone) const {
  const sys_days today = date_in(zone, time);
  for (sys_days date = today - std::chrono::days(1); date <= today + std::chrono::days(1);
       date += std::chrono::days(1)) {
    for (const DaySpan& span : spans_of(date)) {
      const auto [opens, closes] = interval(date, span, zone);
      if (opens <= time && time < closes) return true;
    }
  }
  return false;
}

std::optional<UtcTime> Hours::next_planned_change(UtcTime time) const {
  const bool open = planned_open(time, zone_);
  const sys_days last = date_at(time) + farthest;
  UtcTime open_until = time;
  for (sys_days date = date_at(time) - std::chrono::days(1); date <= last; date += std::chrono::days(1)) {
    for (const DaySpan& span : spans_of(date)) {
      const auto [opens, closes] = interval(date, span, zone_);
      if (closes <= open_until || closes <= opens) continue;
      if (opens > open_until) return open ? open_until : opens;
      open_until = closes;
    }
    if (open && open_until < zone_.first(WallTime(date.time_since_epoch()))) return open_until;
  }
  return std::nullopt;
}

std::optional<UtcTime> next_change_of_all(std::span<const Hours> hours, UtcTime time) {
  struct State {
    const Hours* hours;
    bool open;
    std::optional<UtcTime> next;
  };
  std::vector<State> states;
  for (const Hours& each : hours)
    states.push_back({&each, each.is_open(time), each.next_change(time)});
  const auto all_open = [&] { return std::ranges::all_of(states, &State::open); };
  const bool open = all_open();
  for (;;) {
    std::optional<UtcTime> soonest;
    for (const State& state : states)
      if (state.next && (!soonest || *state.next < *soonest)) soonest = state.next;
    if (!soonest || *soonest > time + farthest) return std::nullopt;
    for (State& state : states)
      if (state.next == soonest)
        state = {state.hours, state.hours->is_open(*soonest), state.hours->next_change(*soonest)};
    if (all_open() != open) return soonest;
  }
}

bool ever_opens(const HoursPlan& plan) {
  return std::ranges::any_of(plan.week, [](const DaySpans& spans) { return !spans.empty(); }) ||
         std::ranges::any_of(plan.exceptions, [](const HoursException& one) { return !one.spans.empty(); });
}

}  // namespace tipring
