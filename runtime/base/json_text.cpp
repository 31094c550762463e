#include "runtime/base/json_text.h"

#include <algorithm>

#include "runtime/base/utf8.h"

namespace tipring {
namespace {

bool stands_for_itself(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

// Takes the first character, which does not stand for itself, from `text`.
void append_special(std::string_view& text, std::string& out) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(text.front());
  std::size_t taken = 1;
  if (byte == '"' || byte == '\\') {
    out.push_back('\\');
    out.push_back(static_cast<char>(byte));
  } else if (byte < 0x20 || byte == 0x7f) {
    out.append("\\u00");
    out.push_back(hex[byte >> 4U]);
    out.push_back(hex[byte & 0xfU]);
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
    const auto plain = std::find_if_not(text.begin(), text.end(), stands_for_itself) - text.begin();
    out.append(text.substr(0, static_cast<std::size_t>(plain)));
    text.remove_prefix(static_cast<std::size_t>(plain));
    if (!text.empty()) append_special(text, out);
  }
  out.push_back('"');
}

}  // namespace tipring
