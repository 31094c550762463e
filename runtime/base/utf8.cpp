#include "runtime/base/utf8.h"

#include <cassert>
#include <cstdint>
#include <cstring>

namespace tipring {
namespace {

constexpr std::size_t word_size = sizeof(std::uint64_t);

// Most text is ASCII, of which as many bytes are looked at together as a word holds.
bool begins_with_ascii(std::string_view text) {
  if (text.size() < word_size) return false;
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), word_size);
  return (word & 0x8080'8080'8080'8080U) == 0;
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  assert(!text.empty());
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0U) == 0x80U; };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if ((first & 0xf0U) == 0xe0) {
    if (!continues(1) || !continues(2)) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;   // Longer than need be.
    return first == 0xed && byte(1) > 0x9f ? 0 : 3;  // Surrogates.
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0;   // Longer than need be.
    return first == 0xf4 && byte(1) > 0x8f ? 0 : 4;  // Past U+10FFFF.
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (begins_with_ascii(text)) {
      text.remove_prefix(word_size);
      continue;
    }
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace tipring
