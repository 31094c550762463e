#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipring {

/// A number, or the beginning of numbers, packed: four bits a character, the first one on top. Keys sort as
/// their texts do, a beginning after the number of the same digits and before all others that it begins.
struct NumberKey {
  std::uint64_t high = 0;
  std::uint64_t low = 0;  ///< Its lowest four bits tell a beginning.

  auto operator<=>(const NumberKey&) const = default;
};

/// Longest number in characters. ITU-T E.164 allows + and 15 digits; this leaves room for what is dialled
/// before.
inline constexpr std::size_t longest_number_key = 31;

/// The key of a dialled_number() of digits, with + before them or not; nothing for any other text, and for
/// longer ones.
std::optional<NumberKey> number_key(std::string_view number);

/// The key of what such numbers begin with: of "+49900" for "+49900*", of "+" for those of every country.
std::optional<NumberKey> beginning_key(std::string_view beginning);

bool is_beginning(const NumberKey& key);

/// Whether `key`, a number or a beginning, fits the number.
bool fits(const NumberKey& key, const NumberKey& number);

/// What number_key() and beginning_key() were given; a beginning ends with *.
std::string to_text(const NumberKey& key);

}  // namespace tipring
