#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

enum class TokenKind : std::uint8_t {
  end_of_file,
  name,
  text,
  number,
  keyword_and,
  keyword_break,
  keyword_do,
  keyword_else,
  keyword_elseif,
  keyword_end,
  keyword_false,
  keyword_for,
  keyword_function,
  keyword_goto,  ///< Also a name wherever a name may stand, as in LuaJIT.
  keyword_if,
  keyword_in,
  keyword_local,
  keyword_nil,
  keyword_not,
  keyword_or,
  keyword_repeat,
  keyword_return,
  keyword_then,
  keyword_true,
  keyword_until,
  keyword_while,
  plus,
  minus,
  star,
  slash,
  percent,
  caret,
  hash,
  equal,
  not_equal,
  less_equal,
  greater_equal,
  less,
  greater,
  assign,
  left_parenthesis,
  right_parenthesis,
  left_brace,
  right_brace,
  left_bracket,
  right_bracket,
  double_colon,
  semicolon,
  colon,
  comma,
  dot,
  two_dots,
  three_dots,
  stray,  ///< A character that no token begins with.
};

/// How a token is written; "name", "text" and the like for those that are written in many ways.
std::string_view spelling(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::end_of_file;
  Position position;
  std::string_view source;  ///< Its letters in the file.
  std::string text;         ///< The value of a text.
  NumberLiteral number;
};

/// What stands there, for messages: "'end'", "the text \"abc\"", "the end of the file".
std::string describe(const Token& token);

}  // namespace tipring::dsl
