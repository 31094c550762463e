#include "runtime/contact/number_pattern.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace tipring {
namespace {

std::string without_separators(std::string_view text) {
  std::string dialled(text);
  const bool is_name = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
  if (!is_name) std::erase_if(dialled, [](char letter) { return letter == '-' || letter == '.'; });
  return dialled;
}

}  // namespace

bool is_number_pattern(std::string_view pattern) {
  if (pattern.ends_with('*')) pattern.remove_suffix(1);
  return std::ranges::all_of(pattern, [](char letter) {
    return letter == '?' || letter == '+' || letter == '#' || letter == '-' || letter == '.' ||
           std::isalnum(static_cast<unsigned char>(letter)) != 0;
  });
}

bool matches_number(std::string_view written_pattern, std::string_view written_number) {
  const std::string number = without_separators(written_number);
  std::string pattern = without_separators(written_pattern);
  const bool open = pattern.ends_with('*');
  if (open) pattern.pop_back();
  if (open ? number.size() < pattern.size() : number.size() != pattern.size()) return false;
  return std::equal(pattern.begin(), pattern.end(), number.begin(),
                    [](char wanted, char letter) { return wanted == '?' || wanted == letter; });
}

}  // namespace tipring
