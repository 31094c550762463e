#include "runtime/base/json_text.h"

#include <array>

#include "runtime/base/utf8.h"

namespace tipring {
namespace {

// By the byte: whether it stands for itself.
constexpr std::array<bool, 256> stands_for_itself = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x7f; ++byte)
    plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

std::size_t plain_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && stands_for_itself[static_cast<unsigned char>(text[length])])
    ++length;
  return length;
}

// Takes the first character, which does not stand for itself, from `text`.
void append_special(std::string_view& text, std::string& out) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(text.front());
  std::size_t taken = 1;
  if (byte == '"' || byte == '\\') {
    out.append({'\\', static_cast<char>(byte)});
  } else if (byte < 0x20 || byte == 0x7f) {
    out.append({'\\', 'u', '0', '0', hex[byte >> 4U], hex[byte & 0xfU]});
  } else if (const std::size_t length = utf8_length(text); length > 0) {
    out.append(text.substr(0, length));
    taken = length;
  } else {
    out.append(replacement_character);
  }
  text.remove_prefix(taken);
}

}  // namespace

void append_json_string(std::string_view text, std::string& out) {
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) append_special(text, out);
  }
  out.push_back('"');
}

}  // namespace tipring
