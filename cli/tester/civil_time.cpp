#include "cli/tester/civil_time.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <date/tz.h>

namespace tipring::cli {
namespace {

constexpr std::string_view shape = "write it like \"2026-03-03 10:00 America/New_York\"";

Error bad_time(std::string_view text, const std::string& why, std::string code = "bad-time") {
  return {std::move(code), "\"" + std::string(text) + "\" is no civil time: " + why};
}

/// Takes exactly `digits` digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc() || end != text.data() + digits || text.front() == '-') return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char letter) {
  if (!text.starts_with(letter)) return false;
  text.remove_prefix(1);
  return true;
}

/// A clock's reading: hours and minutes, and seconds where they are given.
std::optional<std::chrono::seconds> take_time_of_day(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  std::optional<int> second = 0;
  if (take(text, ':')) second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::optional<std::chrono::year_month_day> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

/// "+01:00", "-05:30"; nothing when the text is no offset.
std::optional<std::chrono::seconds> offset_of(std::string_view zone) {
  const bool west = zone.starts_with('-');
  if (!west && !zone.starts_with('+')) return std::nullopt;
  zone.remove_prefix(1);
  const auto offset = take_time_of_day(zone);
  if (!offset || !zone.empty()) return std::nullopt;
  return west ? -*offset : *offset;
}

// The library says what it cannot do by exceptions.
Result<UtcTime> in_named_zone(std::string_view text, std::chrono::seconds local, std::string_view zone) {
  try {
    const date::time_zone* found = date::locate_zone(std::string(zone));
    return UtcTime(found->to_sys(date::local_seconds(local)).time_since_epoch());
  } catch (const date::nonexistent_local_time&) {
    return bad_time(text, "the clocks there skip it; give the offset instead, such as +01:00", "bad-zone");
  } catch (const date::ambiguous_local_time&) {
    return bad_time(text, "the clocks there show it twice; give the offset instead, such as +01:00",
                    "bad-zone");
  } catch (const std::runtime_error&) {
    return bad_time(text, "there is no time zone \"" + std::string(zone) + "\"", "bad-zone");
  }
}

}  // namespace

Result<UtcTime> parse_civil_time(std::string_view text) {
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (!date || !(take(rest, ' ') || take(rest, 'T'))) return bad_time(text, std::string(shape));
  const auto time_of_day = take_time_of_day(rest);
  if (!time_of_day) return bad_time(text, std::string(shape));
  const std::chrono::seconds local = std::chrono::sys_days(*date).time_since_epoch() + *time_of_day;
  if (rest == "Z" || rest == " UTC") return UtcTime(local);
  if (const auto offset = offset_of(rest)) return UtcTime(local - *offset);
  if (!take(rest, ' ') || rest.empty()) return bad_time(text, std::string(shape));
  if (const auto offset = offset_of(rest)) return UtcTime(local - *offset);
  return in_named_zone(text, local, rest);
}

std::string format_utc(UtcTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
  std::array<char, 64> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d UTC",
                    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                    static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace tipring::cli
