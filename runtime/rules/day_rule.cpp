#include "runtime/rules/day_rule.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace tipring {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> weekday_names{"sunday",   "monday", "tuesday", "wednesday",
                                                        "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> month_names{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 6> ordinals{"last", "1st", "2nd", "3rd", "4th", "5th"};

// Of a day that is meant each year, where its first year does not matter: a leap year, before any call.
constexpr std::chrono::year any_year{1904};

Error bad_day(std::string_view text, const std::string& why) {
  return {"bad-day", "\"" + std::string(text) + "\" " + why};
}

template <typename Names>
std::optional<unsigned> place_in(const Names& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char letter : text) {
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + (letter - '0');
  }
  return value;
}

std::optional<sys_days> day_of(std::chrono::year year, std::string_view month, std::string_view day) {
  const auto month_number = digits(month);
  const auto day_number = digits(day);
  if (!month_number || !day_number) return std::nullopt;
  const year_month_day date{year, std::chrono::month(static_cast<unsigned>(*month_number)),
                            std::chrono::day(static_cast<unsigned>(*day_number))};
  return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

// "2026-12-24"
std::optional<sys_days> date_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  if (!year) return std::nullopt;
  return day_of(std::chrono::year(*year), text.substr(5, 2), text.substr(8));
}

// "12-25"
std::optional<sys_days> day_of_any_year(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  return day_of(any_year, text.substr(0, 2), text.substr(3));
}

std::optional<DayRule> read_dates(std::string_view text) {
  if (const auto date = date_in(text)) return DayRule{.kind = DayRule::Kind::once, .first = *date};
  if (const auto day = day_of_any_year(text)) return DayRule{.kind = DayRule::Kind::yearly, .first = *day};
  return std::nullopt;
}

std::chrono::month_day month_day_of(sys_days day) {
  const year_month_day date(day);
  return {date.month(), date.day()};
}

Result<DayRule> read_from_to(std::string_view text, std::size_t to) {
  auto rule = read_dates(text.substr(0, to));
  const auto last = read_dates(text.substr(to + 4));
  if (!rule || !last || rule->kind != last->kind)
    return bad_day(text, "is not from one date to another: \"2026-12-24 to 2027-01-02\" or \"12-24 to 01-02\"");
  if (rule->kind == DayRule::Kind::yearly)
    return DayRule{
        .kind = DayRule::Kind::season, .begins = month_day_of(rule->first), .ends = month_day_of(last->first)};
  const auto days = (last->first - rule->first).count() + 1;
  if (days < 1 || days > DayRule::most_days)
    return bad_day(text, "must end after it begins, and within a year");
  rule->days = static_cast<int>(days);
  return *rule;
}

std::optional<DayRule> read_easter(std::string_view text) {
  if (!text.starts_with("easter")) return std::nullopt;
  text.remove_prefix(6);
  if (text.empty()) return DayRule{.kind = DayRule::Kind::easter};
  const bool before = text.starts_with('-');
  const std::string_view count = text.substr(1);
  const auto offset = digits(count);
  if ((!before && !text.starts_with('+')) || count.empty() || count.size() > 2 || !offset) return std::nullopt;
  return DayRule{.kind = DayRule::Kind::easter, .offset = before ? -*offset : *offset};
}

// "4th thursday of november"
std::optional<DayRule> read_weekday(std::string_view text) {
  const auto blank = text.find(' ');
  const auto of = text.find(" of ");
  if (blank == std::string_view::npos || of == std::string_view::npos || of <= blank) return std::nullopt;
  const auto nth = place_in(ordinals, text.substr(0, blank));
  const auto weekday = place_in(weekday_names, text.substr(blank + 1, of - blank - 1));
  const auto month = place_in(month_names, text.substr(of + 4));
  if (!nth || !weekday || !month) return std::nullopt;
  return DayRule{.kind = DayRule::Kind::weekday,
                 .weekday = std::chrono::weekday(*weekday),
                 .nth = *nth,
                 .month = std::chrono::month(*month + 1)};
}

bool is_within(const DayRule& rule, sys_days first, sys_days day) {
  return day >= first && day < first + std::chrono::days(rule.days);
}

bool falls_yearly(const DayRule& rule, sys_days day) {
  const year_month_day first(rule.first);
  const std::chrono::year this_year = year_month_day(day).year();
  // What began late in the year before may go on.
  for (const std::chrono::year year : {this_year, this_year - std::chrono::years(1)}) {
    const year_month_day begins{year, first.month(), first.day()};
    if (year >= first.year() && begins.ok() && is_within(rule, sys_days(begins), day)) return true;
  }
  return false;
}

bool falls_in_season(const DayRule& rule, sys_days day) {
  const auto date = month_day_of(day);
  if (rule.begins <= rule.ends) return date >= rule.begins && date <= rule.ends;
  return date >= rule.begins || date <= rule.ends;
}

bool falls_by_weekday(const DayRule& rule, sys_days day) {
  const year_month_day date(day);
  if (date.month() != rule.month || std::chrono::weekday(day) != rule.weekday) return false;
  if (rule.nth > 0) return (static_cast<unsigned>(date.day()) - 1) / 7 + 1 == rule.nth;
  return year_month_day(day + std::chrono::weeks(1)).month() != rule.month;
}

}  // namespace

Result<DayRule> parse_day_rule(std::string_view text) {
  if (const auto to = text.find(" to "); to != std::string_view::npos) return read_from_to(text, to);
  for (const auto read : {read_dates, read_easter, read_weekday})
    if (const auto rule = read(text)) return *rule;
  return bad_day(
      text,
      "is no day: \"2026-12-24\", \"12-25\" (each year), \"easter+1\", \"4th thursday of november\", "
      "\"last monday of may\" and \"12-24 to 01-02\" are");
}

bool falls_on(const DayRule& rule, sys_days day) {
  switch (rule.kind) {
    case DayRule::Kind::once:
      return is_within(rule, rule.first, day);
    case DayRule::Kind::yearly:
      return falls_yearly(rule, day);
    case DayRule::Kind::season:
      return falls_in_season(rule, day);
    case DayRule::Kind::weekday:
      return falls_by_weekday(rule, day);
    case DayRule::Kind::easter:
      break;
  }
  return easter_sunday(year_month_day(day).year()) + std::chrono::days(rule.offset) == day;
}

// The form of J. M. Oudin (1940), as in the Explanatory Supplement to the Astronomical Almanac.
sys_days easter_sunday(std::chrono::year year) {
  const int y = static_cast<int>(year);
  const int century = y / 100;
  const int golden = y % 19;
  const int k = (century - 17) / 25;
  int i = (century - century / 4 - (century - k) / 3 + 19 * golden + 15) % 30;
  i -= (i / 28) * (1 - (i / 28) * (29 / (i + 1)) * ((21 - golden) / 11));
  const int j = (y + y / 4 + i + 2 - century + century / 4) % 7;
  const int l = i - j;
  const int month = 3 + (l + 40) / 44;
  const int day = l + 28 - 31 * (month / 4);
  return sys_days(year_month_day{year, std::chrono::month(static_cast<unsigned>(month)),
                                 std::chrono::day(static_cast<unsigned>(day))});
}

Result<sys_days> parse_date(std::string_view text) {
  if (const auto date = date_in(text)) return *date;
  return bad_day(text, "is no date such as \"2026-12-24\"");
}

}  // namespace tipring
