#include "runtime/rules/day_spans.h"

#include <optional>

namespace tipring {
namespace {

constexpr std::chrono::minutes whole_day = std::chrono::hours(24);

Error bad_spans(std::string_view text, const std::string& why) {
  return {"bad-spans", "\"" + std::string(text) + "\" " + why};
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

std::optional<int> two_digits(std::string_view text) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// "00:00" to "24:00".
std::optional<std::chrono::minutes> read_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const auto time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  return time <= whole_day ? std::optional(time) : std::nullopt;
}

std::optional<DaySpan> read_span(std::string_view text) {
  const auto hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  const auto opens = read_time(trimmed(text.substr(0, hyphen)));
  auto closes = read_time(trimmed(text.substr(hyphen + 1)));
  if (!opens || !closes || *opens == whole_day) return std::nullopt;
  if (*closes < *opens) *closes += whole_day;
  return DaySpan{*opens, *closes};
}

}  // namespace

Result<DaySpans> parse_day_spans(std::string_view text) {
  DaySpans spans;
  if (trimmed(text) == "closed") return spans;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const auto span = read_span(trimmed(rest.substr(0, comma)));
    if (!span)
      return bad_spans(text,
                       "says no times: \"08:00-20:00\", \"08:00-12:00, 13:00-17:00\", \"22:00-06:00\" and "
                       "\"closed\" do");
    if (span->opens == span->closes)
      return bad_spans(text, "closes when it opens; the whole day is \"00:00-24:00\"");
    if (!spans.empty() && span->opens < spans.back().closes)
      return bad_spans(text, "has spans that overlap, or are out of order");
    spans.push_back(*span);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return spans;
}

std::string time_of_day(std::chrono::minutes since_midnight) {
  const auto within = since_midnight > whole_day ? since_midnight - whole_day : since_midnight;
  const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(within.count() / 60) + ":" + two(within.count() % 60);
}

std::string to_text(const DaySpans& spans) {
  if (spans.empty()) return "closed";
  std::string text;
  for (const DaySpan& span : spans)
    text += (text.empty() ? "" : ", ") + time_of_day(span.opens) + "-" + time_of_day(span.closes);
  return text;
}

}  // namespace tipring
