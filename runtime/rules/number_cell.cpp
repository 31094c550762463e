#include "runtime/rules/number_cell.h"

#include <algorithm>
#include <optional>
#include <string>

#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

// Halves with so many digits each are numbers of their own: no hyphen stands there within one.
constexpr std::ptrdiff_t digits_of_whole_number = 7;

Error bad_number(std::string_view cell, const std::string& why) {
  return {"bad-number", "\"" + std::string(cell) + "\" " + why};
}

std::ptrdiff_t digits_in(std::string_view text) {
  return std::ranges::count_if(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return text;
}

struct Halves {
  std::string_view first;
  std::string_view last;
};

// Around " - ", and around a hyphen with a number on either side.
std::optional<Halves> halves_of(std::string_view cell) {
  const auto around = [&](std::size_t at, std::size_t length) {
    return Halves{trimmed(cell.substr(0, at)), trimmed(cell.substr(at + length))};
  };
  if (const auto at = cell.find(" - "); at != std::string_view::npos) return around(at, 3);
  if (const auto at = cell.find("-+"); at != std::string_view::npos) return around(at, 1);
  for (std::size_t at = cell.find('-'); at != std::string_view::npos; at = cell.find('-', at + 1)) {
    const Halves halves = around(at, 1);
    if (digits_in(halves.first) == digits_in(halves.last) && digits_in(halves.first) >= digits_of_whole_number)
      return halves;
  }
  return std::nullopt;
}

// "0800-1234" may be either.
bool may_be_range(std::string_view cell) {
  const auto at = cell.find('-');
  if (at == std::string_view::npos || cell.find('-', at + 1) != std::string_view::npos) return false;
  const auto first = digits_in(cell.substr(0, at));
  return first > 0 && first == digits_in(cell.substr(at));
}

Result<NumberKey> number_in(std::string_view text, std::string_view cell, const NumberForm& form) {
  const auto key = number_key(form.of(text));
  if (key) return *key;
  if (digits_in(text) > static_cast<std::ptrdiff_t>(longest_number_key))
    return bad_number(cell,
                      "is too long: a number has " + std::to_string(longest_number_key) + " digits at most");
  return bad_number(cell,
                    "is no number: digits, perhaps with + before them, and * at the end for all that begin so");
}

Result<NumberCell> beginning_in(std::string_view cell, const NumberForm& form) {
  const std::string beginning = dialled_number(cell.substr(0, cell.size() - 1));
  if (beginning.empty()) return bad_number(cell, "is every number: what they begin with stands before *");
  if (form.is_international() && !beginning.starts_with('+'))
    return bad_number(cell,
                      "is no beginning of international numbers, as which they are compared: it begins with +");
  const auto key = beginning_key(beginning);
  if (!key) return bad_number(cell, "is no beginning of numbers: digits, perhaps with + before them");
  return NumberCell{*key, *key};
}

Result<NumberCell> range_in(const Halves& halves, std::string_view cell, const NumberForm& form) {
  const auto first = number_in(halves.first, cell, form);
  if (!first) return first.error();
  const auto last = number_in(halves.last, cell, form);
  if (!last) return last.error();
  const std::string from = to_text(first.value());
  const std::string to = to_text(last.value());
  if (from.size() != to.size() || from.starts_with('+') != to.starts_with('+'))
    return bad_number(cell, "is no range: both ends have as many digits, + or not alike");
  if (last.value() < first.value()) return bad_number(cell, "is no range: it ends before it begins");
  return NumberCell{first.value(), last.value()};
}

}  // namespace

Result<NumberCell> read_number_cell(std::string_view text, const NumberForm& form) {
  const std::string_view cell = trimmed(text);
  if (cell.empty()) return Error{"bad-number", "there is no number"};
  if (cell.ends_with('*')) return beginning_in(cell, form);
  if (const auto halves = halves_of(cell)) return range_in(*halves, cell, form);
  if (may_be_range(cell))
    return bad_number(
        cell, "may be a number or a range: a number goes without the hyphen, a range with blanks around it");
  const auto number = number_in(cell, cell, form);
  if (!number) return number.error();
  return NumberCell{number.value(), number.value()};
}

}  // namespace tipring
