#include "runtime/rules/number_key.h"

#include <bit>

namespace tipring {
namespace {

constexpr std::uint64_t beginning_mark = 0xf;
// In their order; 0 stands for none.
constexpr std::string_view characters = "+0123456789";
constexpr std::size_t in_a_half = 16;

std::uint64_t& half_of(NumberKey& key, std::size_t place) {
  return place < in_a_half ? key.high : key.low;
}

unsigned shift_of(std::size_t place) {
  return static_cast<unsigned>(4 * (in_a_half - 1 - place % in_a_half));
}

// The bits of a half that the characters take: from the top down to the last that is one.
std::uint64_t taken(std::uint64_t half) {
  if (half == 0) return 0;
  const int empty = std::countr_zero(half) / 4 * 4;
  return ~std::uint64_t{0} << static_cast<unsigned>(empty);
}

// Digits, which a + may stand before.
std::optional<NumberKey> packed(std::string_view text) {
  if (text.empty() || text.size() > longest_number_key) return std::nullopt;
  NumberKey key;
  for (std::size_t place = 0; place < text.size(); ++place) {
    const auto character = characters.find(text[place]);
    if (character == std::string_view::npos || (text[place] == '+' && place > 0)) return std::nullopt;
    half_of(key, place) |= static_cast<std::uint64_t>(character + 1) << shift_of(place);
  }
  return key;
}

}  // namespace

std::optional<NumberKey> number_key(std::string_view number) {
  return number == "+" ? std::nullopt : packed(number);
}

std::optional<NumberKey> beginning_key(std::string_view beginning) {
  auto key = packed(beginning);
  if (key) key->low |= beginning_mark;
  return key;
}

bool is_beginning(const NumberKey& key) {
  return (key.low & beginning_mark) != 0;
}

bool fits(const NumberKey& key, const NumberKey& number) {
  if (!is_beginning(key)) return key == number;
  const std::uint64_t low = key.low & ~beginning_mark;
  const std::uint64_t high_mask = low == 0 ? taken(key.high) : ~std::uint64_t{0};
  return (number.high & high_mask) == key.high && (number.low & taken(low)) == low;
}

std::string to_text(const NumberKey& key) {
  std::string text;
  NumberKey rest = key;
  for (std::size_t place = 0; place < longest_number_key; ++place) {
    const auto character = half_of(rest, place) >> shift_of(place) & 0xfU;
    if (character == 0) break;
    text += characters[static_cast<std::size_t>(character - 1)];
  }
  return is_beginning(key) ? text + '*' : text;
}

}  // namespace tipring
