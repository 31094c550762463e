#include "cli/output/field.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "cli/output/text.h"
#include "runtime/base/clock.h"

namespace tipring::cli {
namespace {

using std::chrono::days;
using std::chrono::duration_cast;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// RFC 3339 in UTC, to the millisecond. Years beyond four digits come out longer, not wrong.
std::string show_time(std::int64_t microseconds) {
  const UtcTime time{Duration{microseconds}};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<milliseconds> clock{std::chrono::floor<milliseconds>(time - day)};
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string show_span(std::int64_t microseconds) {
  if (microseconds < 0) return "-" + show_span(-microseconds);
  const Duration span{microseconds};
  const auto whole_hours = duration_cast<hours>(span);
  const auto whole_minutes = duration_cast<minutes>(span - whole_hours);
  const double rest = std::chrono::duration<double>(span - whole_hours - whole_minutes).count();
  std::array<char, 64> text{};
  int length = 0;
  if (span < seconds(10)) {
    // Three figures, none of them below a millisecond.
    length = std::snprintf(text.data(), text.size(), rest < 1 ? "%.3f" : "%.2f", rest);
    while (text.at(static_cast<std::size_t>(length - 1)) == '0')
      --length;
    if (text.at(static_cast<std::size_t>(length - 1)) == '.') --length;
    text.at(static_cast<std::size_t>(length++)) = 's';
  } else if (span < minutes(1)) {
    length = std::snprintf(text.data(), text.size(), "%ds", static_cast<int>(rest));
  } else if (span < hours(1)) {
    length = std::snprintf(text.data(), text.size(), "%dm%02ds", static_cast<int>(whole_minutes.count()),
                           static_cast<int>(rest));
  } else if (span >= days(2)) {
    // Nobody reads hundreds of hours, nor minutes beside days.
    const auto whole_days = duration_cast<days>(span);
    length = std::snprintf(text.data(), text.size(), "%ldd%02dh", static_cast<long>(whole_days.count()),
                           static_cast<int>((whole_hours - whole_days).count()));
  } else {
    length = std::snprintf(text.data(), text.size(), "%ldh%02dm%02ds", static_cast<long>(whole_hours.count()),
                           static_cast<int>(whole_minutes.count()), static_cast<int>(rest));
  }
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string show_share(double share) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.1f%%", share * 100);
  return {text.data(), static_cast<std::size_t>(length)};
}

bool is_list_of_texts(const Json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const Json& each) { return each.is_string(); });
}

std::string listed(const Json& texts) {
  std::string list;
  for (const Json& text : texts)
    list += (list.empty() ? "" : ", ") + text.get<std::string>();
  return list;
}

// 5 for 5.0: whoever wrote it wrote 5.
std::string without_fraction(const Json& number) {
  std::string text = to_line(number);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

}  // namespace

const Json& value_at(const Json& object, const std::string& key) {
  static const Json none;
  const auto dot = key.find('.');
  const auto found = object.find(key.substr(0, dot));
  if (found == object.end()) return none;
  return dot == std::string::npos ? *found : value_at(*found, key.substr(dot + 1));
}

std::string for_people(const Json& value, FieldKind kind) {
  if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) return "-";
  if (value.is_number_integer() && kind == FieldKind::time) return show_time(value.get<std::int64_t>());
  if (value.is_number_integer() && kind == FieldKind::span) return show_span(value.get<std::int64_t>());
  if (value.is_number() && kind == FieldKind::share) return show_share(value.get<double>());
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (is_list_of_texts(value)) return safe_for_terminal(listed(value));
  return safe_for_terminal(for_programs(value));
}

std::string for_programs(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return without_fraction(value);
  return to_line(value);
}

}  // namespace tipring::cli
