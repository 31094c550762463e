#include "runtime/rules/number_pattern.h"

#include <algorithm>
#include <cctype>

namespace tipring {
namespace {

constexpr std::string_view separators = "-.() ";

bool is_letter(char letter) {
  return std::isalpha(static_cast<unsigned char>(letter)) != 0;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

// Of other switchboards' patterns: any digit, one from 1, one from 2; in small letters too.
bool stands_for_digit_elsewhere(char letter) {
  return std::string_view("xXzZnN").find(letter) != std::string_view::npos;
}

}  // namespace

std::string dialled_number(std::string_view text) {
  std::string number(text);
  if (text.empty() || !is_letter(text.front()))
    std::erase_if(number, [](char letter) { return separators.find(letter) != std::string_view::npos; });
  return number;
}

bool can_be_dialled(std::string_view number) {
  return !number.empty() && std::ranges::all_of(number, [](char letter) {
    return is_digit(letter) || is_letter(letter) ||
           std::string_view("+-._*#").find(letter) != std::string_view::npos;
  });
}

bool is_number_or_name(std::string_view number) {
  if (std::ranges::all_of(number, [](char letter) {
        return is_letter(letter) || std::string_view("-._").find(letter) != std::string_view::npos;
      }))
    return true;
  if (number.starts_with('+')) number.remove_prefix(1);
  return !number.empty() && std::ranges::all_of(number, is_digit);
}

std::string why_no_pattern(std::string_view text) {
  if (text.empty()) return "it is empty; \"*\" fits every number";
  std::string_view pattern = text;
  if (pattern.ends_with('*')) pattern.remove_suffix(1);
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char letter = pattern[at];
    if (is_digit(letter) || std::string_view("?+#").find(letter) != std::string_view::npos) continue;
    if (separators.find(letter) != std::string_view::npos) continue;
    if (letter == '*') return "* stands at its end only, for any number of digits; ? stands for any one";
    std::string near(text);
    near[at] = '?';
    return std::string("'") + letter + "' is no digit; " +
           (stands_for_digit_elsewhere(letter) ? "? stands for any one: did you mean \"" + near + "\"?"
                                               : "digits, + and # can stand there, and ? for any one digit");
  }
  return {};
}

bool matches_number(std::string_view pattern, std::string_view number) {
  return matches_dialled(dialled_number(pattern), dialled_number(number));
}

bool matches_dialled(std::string_view pattern, std::string_view number) {
  const bool open = pattern.ends_with('*');
  if (open) pattern.remove_suffix(1);
  if (open ? number.size() < pattern.size() : number.size() != pattern.size()) return false;
  std::string_view rest = number.substr(pattern.size());
  if (pattern.empty() && rest.starts_with('+')) rest.remove_prefix(1);
  return std::equal(pattern.begin(), pattern.end(), number.begin(),
                    [](char wanted, char letter) {
                      return wanted == letter || (wanted == '?' && is_digit(letter));
                    }) &&
         std::ranges::all_of(rest, is_digit);
}

}  // namespace tipring
