#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "dsl/binding/word_call.h"

namespace tipring::dsl {
namespace {

struct Unit {
  std::string_view suffix;
  double microseconds;
};

// Longest suffix first, so that "ms" is not read as minutes.
constexpr std::array<Unit, 5> units{{{"ms", 1e3}, {"h", 3.6e9}, {"m", 6e7}, {"s", 1e6}, {"d", 8.64e10}}};
constexpr double longest_hours = 10'000;

const Unit* unit_of(std::string_view text) {
  for (const Unit& unit : units) {
    if (text.substr(0, unit.suffix.size()) == unit.suffix) return &unit;
  }
  return nullptr;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  double total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    double amount = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (read.ec != std::errc{} || !std::isfinite(amount) || amount < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const Unit* unit = unit_of(text);
    if (unit == nullptr) return std::nullopt;
    text.remove_prefix(unit->suffix.size());
    total += amount * unit->microseconds;
  }
  if (total > longest_hours * 3.6e9) return std::nullopt;
  return Duration{std::llround(total)};
}

std::string format_duration(Duration duration) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 5> parts{
      {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}, {1, "ms"}}};
  std::int64_t left = std::chrono::round<std::chrono::milliseconds>(duration).count();
  std::string text;
  for (const auto& [milliseconds, suffix] : parts) {
    const std::int64_t count = left / milliseconds;
    left %= milliseconds;
    if (count > 0) text += std::to_string(count) + std::string(suffix);
  }
  return text.empty() ? "0s" : text;
}

std::optional<std::pair<int, int>> parse_range(std::string_view text) {
  std::pair<int, int> range;
  const char* const end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, range.first);
  if (read.ec != std::errc{}) return std::nullopt;
  range.second = range.first;
  if (read.ptr != end) {
    if (*read.ptr != '-') return std::nullopt;
    read = std::from_chars(read.ptr + 1, end, range.second);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  }
  if (range.first < 0 || range.second > 1000 || range.first > range.second) return std::nullopt;
  return range;
}

}  // namespace tipring::dsl
