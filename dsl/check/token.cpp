#include "dsl/check/token.h"

#include <array>

namespace tipring::dsl {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(TokenKind::stray) + 1> spellings = {
    "the end of the file",
    "a name",
    "a text",
    "a number",
    "and",
    "break",
    "do",
    "else",
    "elseif",
    "end",
    "false",
    "for",
    "function",
    "goto",
    "if",
    "in",
    "local",
    "nil",
    "not",
    "or",
    "repeat",
    "return",
    "then",
    "true",
    "until",
    "while",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "#",
    "==",
    "~=",
    "<=",
    ">=",
    "<",
    ">",
    "=",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "::",
    ";",
    ":",
    ",",
    ".",
    "..",
    "...",
    "a character",
};

constexpr std::size_t longest_shown = 40;

// Texts may hold anything, and a message is one line.
std::string shown(std::string_view source) {
  std::string text;
  for (const char letter : source.substr(0, longest_shown)) {
    const auto byte = static_cast<unsigned char>(letter);
    text += byte < 0x20 || byte == 0x7f ? '?' : letter;
  }
  if (source.size() > longest_shown) text += "...";
  return text;
}

}  // namespace

std::string_view spelling(TokenKind kind) {
  return spellings[static_cast<std::size_t>(kind)];
}

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::end_of_file:
      return std::string(spelling(token.kind));
    case TokenKind::text:
      return "the text " + shown(token.source);
    case TokenKind::number:
      return "the number " + shown(token.source);
    default:
      return "'" + shown(token.source) + "'";
  }
}

}  // namespace tipring::dsl
