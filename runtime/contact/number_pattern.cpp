#include "runtime/contact/number_pattern.h"

#include <algorithm>
#include <cctype>

namespace tipring {

bool is_number_pattern(std::string_view pattern) {
  if (pattern.ends_with('*')) pattern.remove_suffix(1);
  return std::ranges::all_of(pattern, [](char letter) {
    return letter == '?' || letter == '+' || letter == '#' || letter == '-' || letter == '.' ||
           std::isalnum(static_cast<unsigned char>(letter)) != 0;
  });
}

bool matches_number(std::string_view pattern, std::string_view number) {
  const bool open = pattern.ends_with('*');
  if (open) pattern.remove_suffix(1);
  if (open ? number.size() < pattern.size() : number.size() != pattern.size()) return false;
  return std::equal(pattern.begin(), pattern.end(), number.begin(),
                    [](char wanted, char letter) { return wanted == '?' || wanted == letter; });
}

}  // namespace tipring
