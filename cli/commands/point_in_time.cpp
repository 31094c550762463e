#include "cli/commands/point_in_time.h"

#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <optional>

#include "cli/tester/civil_time.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {
namespace {

// Takes what it understands off the front of its text.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : text_(text) {}

  std::optional<int> number(std::size_t digits) {
    if (text_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char letter : text_.substr(0, digits)) {
      if (std::isdigit(static_cast<unsigned char>(letter)) == 0) return std::nullopt;
      value = value * 10 + (letter - '0');
    }
    text_.remove_prefix(digits);
    return value;
  }
  bool sign(char wanted) {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Of a second, to the microsecond; further digits are passed over.
  Duration fraction() {
    std::int64_t value = 0;
    std::int64_t unit = 100'000;
    while (const auto digit = number(1)) {
      value += *digit * unit;
      unit /= 10;
    }
    return Duration{value};
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<Duration> read_time_of_day(DateReader& reader) {
  const auto hour = reader.number(2);
  if (!hour || *hour > 23 || !reader.sign(':')) return std::nullopt;
  const auto minute = reader.number(2);
  if (!minute || *minute > 59) return std::nullopt;
  Duration time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (!reader.sign(':')) return time;
  const auto second = reader.number(2);
  if (!second || *second > 60) return std::nullopt;
  time += std::chrono::seconds(*second);
  if (reader.sign('.')) time += reader.fraction();
  return time;
}

std::optional<UtcTime> read_date_and_time(std::string_view text) {
  DateReader reader(text);
  const auto year = reader.number(4);
  if (!year || !reader.sign('-')) return std::nullopt;
  const auto month = reader.number(2);
  if (!month || !reader.sign('-')) return std::nullopt;
  const auto day = reader.number(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const UtcTime midnight{std::chrono::sys_days(date)};
  if (reader.at_end()) return midnight;
  if (!reader.sign('T') && !reader.sign(' ')) return std::nullopt;
  const auto time = read_time_of_day(reader);
  if (!time || !reader.sign('Z') || !reader.at_end()) return std::nullopt;
  return midnight + *time;
}

// The last time that it was so by the clock.
std::optional<UtcTime> read_clock_time(std::string_view text, UtcTime now) {
  DateReader reader(text);
  const auto time = read_time_of_day(reader);
  if (!time) return std::nullopt;
  reader.sign('Z');
  if (!reader.at_end()) return std::nullopt;
  const UtcTime today{std::chrono::floor<std::chrono::days>(now)};
  return today + *time <= now ? today + *time : today + *time - std::chrono::days(1);
}

}  // namespace

Result<UtcTime> parse_point_in_time(std::string_view text, UtcTime now) {
  if (const auto ago = dsl::parse_duration(text)) return now - *ago;
  if (const auto time = read_date_and_time(text)) return *time;
  if (const auto time = read_clock_time(text, now)) return *time;
  const auto civil = parse_civil_time(text);
  if (civil) return civil.value();
  if (civil.error().code == "bad-zone") return Error{"usage", civil.error().text, false};
  return Error{"usage",
               "'" + std::string(text) +
                   "' is no time: give how long ago, such as 10m, a time in UTC such as 10:15 or "
                   "2026-03-03T10:00:00Z, or one of a zone such as '2026-03-03 10:00 America/New_York'",
               false};
}

}  // namespace tipring::cli
