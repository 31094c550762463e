#include "runtime/base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace tipring {
namespace {

// The well-formed encoding of a code point, by the table of RFC 3629, section 3; empty for surrogates.
std::string encode(unsigned code) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((code >> shift) & 0x3fU)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0U | (code >> 6U)), tail(0)};
  if (code >= 0xd800 && code <= 0xdfff) return {};
  if (code < 0x10000) return {static_cast<char>(0xe0U | (code >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xf0U | (code >> 18U)), tail(12), tail(6), tail(0)};
}

TEST(Utf8, knows_the_length_of_every_character) {
  for (unsigned code = 0; code <= 0x10ffff; ++code) {
    const std::string bytes = encode(code);
    if (bytes.empty()) continue;
    ASSERT_EQ(utf8_length(bytes + "a"), bytes.size()) << code;
  }
}

TEST(Utf8, wants_every_byte_of_a_character) {
  for (const unsigned code : {0xe9U, 0x20acU, 0x1f600U}) {
    const std::string bytes = encode(code);
    for (std::size_t length = 1; length < bytes.size(); ++length) {
      EXPECT_EQ(utf8_length(bytes.substr(0, length)), 0U);
      EXPECT_EQ(utf8_length(bytes.substr(0, length) + "a"), 0U);
    }
  }
}

TEST(Utf8, refuses_what_the_standard_forbids) {
  for (const char* bytes :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
    EXPECT_EQ(utf8_length(bytes), 0U);
  }
}

}  // namespace
}  // namespace tipring
