#include "adapters/number_plan/number_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "runtime/base/utf8.h"
#include "runtime/ports/user_part.h"

namespace tipring::number_plan {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
  return std::isalpha(static_cast<unsigned char>(letter)) != 0;
}

std::string lower_case(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return small;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
    text.remove_suffix(1);
  return text;
}

// Letters, digits and what separates groups, extensions and parameters. Digits of other scripts are not ASCII.
bool can_stand_in_number(char letter) {
  return is_digit(letter) || is_letter(letter) || static_cast<unsigned char>(letter) >= 0x80 ||
         std::string_view("+ -.()/,;=#:[]~").find(letter) != std::string_view::npos;
}

// Its parameters are none of the number, but for the context that a local one is read in (RFC 3966).
std::string without_parameters(const std::string& subscriber) {
  const auto first = subscriber.find(';');
  const std::string small = lower_case(subscriber);
  std::string kept = subscriber.substr(0, first);
  for (const std::string_view name : {";phone-context=+", ";ext="}) {
    const auto at = small.find(name);
    if (at == std::string::npos) continue;
    const auto end = small.find(';', at + 1);
    const std::string parameter = small.substr(at, end == std::string::npos ? end : end - at);
    kept += parameter;
  }
  return kept;
}

}  // namespace

std::string number_text(std::string_view text) {
  text = trimmed(text);
  if (text.size() > longest_number_text || !is_utf8(text)) return {};
  const std::string small = lower_case(text.substr(0, 5));
  std::string number;
  bool is_uri = true;
  if (small.starts_with("sip:") || small.starts_with("sips:")) {
    const std::string_view user = user_part_of(text);
    number = unescaped(user.substr(0, user.find(':')));
  } else if (small.starts_with("tel:")) {
    number = unescaped(text.substr(4));
  } else {
    number = text;
    is_uri = false;
  }
  if (number.empty() || !is_utf8(number) || !std::ranges::all_of(number, can_stand_in_number)) return {};
  if (is_letter(number.front()) || number.front() == '#') return {};
  // Only of a tel: URI the context counts.
  return is_uri ? "tel:" + without_parameters(number) : number;
}

bool has_stray_letters(std::string_view number) {
  std::string small = lower_case(number);
  if (small.starts_with("tel:")) {
    small.erase(0, 4);
    small.resize(std::min(small.size(), small.find(';')));
  }
  for (const std::string_view word : {"extension", "extn", "ext", "x"}) {
    const auto at = small.rfind(word);
    if (at == std::string::npos || at + word.size() == small.size()) continue;
    if (std::ranges::none_of(small.substr(at + word.size()), is_letter)) {
      small.resize(at);
      break;
    }
  }
  const auto letters = std::ranges::count_if(small, is_letter);
  return letters > 0 && letters < 3;
}

}  // namespace tipring::number_plan
