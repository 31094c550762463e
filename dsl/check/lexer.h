#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/check/token.h"

namespace tipring::dsl {

/// Something in a file that is not Lua.
struct SyntaxError {
  Position position;
  std::string text;
};

/// Cuts the text of a Lua file into tokens: Lua 5.1 with what LuaJIT adds (\x, \z and \u escapes, 64-bit,
/// binary and imaginary numbers, `goto` and `::`). Bytes from 128 on are letters, as in LuaJIT.
class Lexer {
 public:
  /// A byte order mark and a first line that begins with '#' are skipped. `source` must outlive the tokens.
  explicit Lexer(std::string_view source);

  /// From the first error on, and at the end: end_of_file.
  Token next();

  const std::optional<SyntaxError>& error() const { return error_; }

  /// The line reached: where the token given last ends.
  std::uint32_t line() const { return line_; }

 private:
  bool at_end() const { return at_ >= source_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  bool peek_is(char letter, std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() && source_[at_ + ahead] == letter;
  }
  bool peek_is_newline() const { return peek_is('\n') || peek_is('\r'); }
  Position here() const;
  void fail(Position position, std::string text);

  void skip_newline();
  void skip_space_and_comments();
  void skip_comment();
  /// Counts the '=' of "[==[" or "]==]" from the bracket at `ahead`; nothing when it is no such bracket.
  std::optional<std::size_t> long_bracket(char bracket) const;
  void read_long(std::size_t level, std::string* text, std::string_view what);

  void read_name(Token& token);
  void read_number_token(Token& token);
  void read_text(Token& token);
  bool read_escape(Token& token);
  bool read_hexadecimal_escape(Token& token);
  bool read_unicode_escape(Token& token);
  bool read_decimal_escape(Token& token);
  void read_symbol(Token& token);

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
  std::optional<SyntaxError> error_;
};

}  // namespace tipring::dsl
