#include "cli/tester/glob.h"

#include <cstddef>

namespace tipring::cli {
namespace {

// On a mismatch, the last star takes one letter more: no further going back is ever needed.
bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t letter = 0;
  std::size_t sign = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  while (letter < text.size()) {
    if (sign < pattern.size() && pattern[sign] == '*') {
      star = sign++;
      taken = letter;
    } else if (sign < pattern.size() && (pattern[sign] == '?' || pattern[sign] == text[letter])) {
      ++sign;
      ++letter;
    } else if (star != std::string_view::npos) {
      sign = star + 1;
      letter = ++taken;
    } else {
      return false;
    }
  }
  while (sign < pattern.size() && pattern[sign] == '*')
    ++sign;
  return sign == pattern.size();
}

}  // namespace

bool matches_filter(std::string_view text, std::string_view filter) {
  if (filter.find_first_of("*?") == std::string_view::npos) return text.find(filter) != std::string_view::npos;
  return matches_pattern(text, filter);
}

}  // namespace tipring::cli
