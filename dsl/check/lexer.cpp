#include "dsl/check/lexer.h"

#include <array>
#include <utility>

#include "dsl/check/number_literal.h"

namespace tipring::dsl {
namespace {

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_name_letter(char letter) {
  return is_digit(letter) || letter == '_' || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z') ||
         (static_cast<unsigned char>(letter) & 0x80U) != 0;
}

bool is_space(char letter) {
  return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

std::optional<std::uint32_t> hexadecimal_digit(char letter) {
  if (is_digit(letter)) return static_cast<std::uint32_t>(letter - '0');
  const char lower = static_cast<char>(letter | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint32_t>(lower - 'a' + 10);
  return std::nullopt;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xe0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3fU));
  } else {
    put(0xf0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3fU));
    put(0x80U | ((code >> 6U) & 0x3fU));
  }
  put(0x80U | (code & 0x3fU));
}

constexpr std::array<std::pair<char, char>, 10> letter_escapes = {{{'a', '\a'},
                                                                   {'b', '\b'},
                                                                   {'f', '\f'},
                                                                   {'n', '\n'},
                                                                   {'r', '\r'},
                                                                   {'t', '\t'},
                                                                   {'v', '\v'},
                                                                   {'\\', '\\'},
                                                                   {'"', '"'},
                                                                   {'\'', '\''}}};

}  // namespace

Lexer::Lexer(std::string_view source) : source_(source) {
  if (source_.starts_with("\xef\xbb\xbf")) {
    at_ = 3;
    line_start_ = 3;
  }
  if (peek_is('#')) {
    while (!at_end() && !peek_is_newline())
      ++at_;
    if (!at_end()) skip_newline();
  }
  if (peek_is('\x1b')) fail(here(), "this is compiled Lua; a text was expected");
}

Position Lexer::here() const {
  return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)};
}

void Lexer::fail(Position position, std::string text) {
  if (!error_) error_ = SyntaxError{position, std::move(text)};
}

Token Lexer::next() {
  Token token;
  if (!error_) skip_space_and_comments();
  token.position = here();
  const std::size_t start = at_;
  if (!error_ && !at_end()) {
    if (is_digit(peek()) || (peek_is('.') && is_digit(peek(1)))) {
      read_number_token(token);
    } else if (is_name_letter(peek())) {
      read_name(token);
    } else if (peek_is('"') || peek_is('\'')) {
      read_text(token);
    } else {
      read_symbol(token);
    }
  }
  if (error_) {
    token = Token{};
    token.position = error_->position;
    return token;
  }
  token.source = source_.substr(start, at_ - start);
  return token;
}

void Lexer::skip_newline() {
  const char first = peek();
  ++at_;
  if (peek_is_newline() && peek() != first) ++at_;
  ++line_;
  line_start_ = at_;
}

void Lexer::skip_space_and_comments() {
  while (!at_end() && !error_) {
    if (peek_is_newline()) {
      skip_newline();
    } else if (is_space(peek())) {
      ++at_;
    } else if (peek_is('-') && peek_is('-', 1)) {
      skip_comment();
    } else {
      return;
    }
  }
}

void Lexer::skip_comment() {
  const Position start = here();
  at_ += 2;
  if (peek_is('[')) {
    if (const auto level = long_bracket('[')) {
      at_ += *level + 2;
      read_long(*level, nullptr, "comment");
      if (error_) error_->position = start;
      return;
    }
  }
  while (!at_end() && !peek_is_newline())
    ++at_;
}

std::optional<std::size_t> Lexer::long_bracket(char bracket) const {
  std::size_t level = 0;
  while (peek_is('=', level + 1))
    ++level;
  if (!peek_is(bracket, level + 1)) return std::nullopt;
  return level;
}

void Lexer::read_long(std::size_t level, std::string* text, std::string_view what) {
  const Position start = here();
  if (peek_is_newline()) skip_newline();
  while (!at_end()) {
    if (peek_is_newline()) {
      skip_newline();
      if (text != nullptr) *text += '\n';
      continue;
    }
    if (peek_is(']')) {
      std::size_t equals = 0;
      while (peek_is('=', equals + 1))
        ++equals;
      if (equals == level && peek_is(']', equals + 1)) {
        at_ += level + 2;
        return;
      }
      // What follows the '=' may itself be a closing bracket.
      if (text != nullptr) text->append(source_.substr(at_, equals + 1));
      at_ += equals + 1;
      continue;
    }
    if (text != nullptr) *text += peek();
    ++at_;
  }
  fail(start, "unfinished long " + std::string(what) + ": ']" + std::string(level, '=') +
                  "]' was expected before the end of the file");
}

void Lexer::read_name(Token& token) {
  const std::size_t start = at_;
  while (!at_end() && is_name_letter(peek()))
    ++at_;
  const std::string_view word = source_.substr(start, at_ - start);
  token.kind = TokenKind::name;
  const auto first = static_cast<std::size_t>(TokenKind::keyword_and);
  const auto last = static_cast<std::size_t>(TokenKind::keyword_while);
  for (std::size_t keyword = first; keyword <= last; ++keyword) {
    if (spelling(static_cast<TokenKind>(keyword)) == word) token.kind = static_cast<TokenKind>(keyword);
  }
}

void Lexer::read_number_token(Token& token) {
  const std::size_t start = at_;
  if (peek_is('.')) ++at_;
  char before = peek();
  char exponent = 'e';
  if (before == '0') {
    ++at_;
    if (!at_end() && (peek() | 0x20) == 'x') exponent = 'p';
  }
  while (!at_end() && (is_name_letter(peek()) || peek_is('.') ||
                       ((peek_is('-') || peek_is('+')) && (before | 0x20) == exponent))) {
    before = peek();
    ++at_;
  }
  const std::string_view source = source_.substr(start, at_ - start);
  const auto number = read_number(source);
  token.kind = TokenKind::number;
  if (number) {
    token.number = *number;
    return;
  }
  token.source = source;
  fail(token.position, "malformed number: " + describe(token).substr(std::string_view("the number ").size()));
}

void Lexer::read_text(Token& token) {
  token.kind = TokenKind::text;
  const char quote = peek();
  ++at_;
  while (!peek_is(quote)) {
    if (at_end() || peek_is_newline()) {
      const std::string_view where = at_end() ? "the end of the file" : "the end of the line";
      fail(token.position,
           std::string("unfinished text: a closing ") + quote + " was expected before " + std::string(where));
      return;
    }
    if (!peek_is('\\')) {
      token.text += peek();
      ++at_;
    } else if (!read_escape(token)) {
      return;
    }
  }
  ++at_;
}

bool Lexer::read_escape(Token& token) {
  const Position start = here();
  ++at_;
  if (at_end()) return true;  // read_text() reports the missing quote.
  const char letter = peek();
  for (const auto& [escape, value] : letter_escapes) {
    if (letter != escape) continue;
    token.text += value;
    ++at_;
    return true;
  }
  if (peek_is_newline()) {
    token.text += '\n';
    skip_newline();
    return true;
  }
  if (letter == 'z') {
    ++at_;
    while (!at_end() && is_space(peek())) {
      if (peek_is_newline()) {
        skip_newline();
      } else {
        ++at_;
      }
    }
    return true;
  }
  bool valid = false;
  if (letter == 'x') valid = read_hexadecimal_escape(token);
  if (letter == 'u') valid = read_unicode_escape(token);
  if (is_digit(letter)) valid = read_decimal_escape(token);
  if (valid) return true;
  fail(start,
       "invalid escape in a text: \\a \\b \\f \\n \\r \\t \\v \\\\ \\\" \\' \\z, \\ddd up to 255, \\xXX or "
       "\\u{XXX} were expected");
  return false;
}

bool Lexer::read_hexadecimal_escape(Token& token) {
  const auto high = hexadecimal_digit(peek(1));
  const auto low = hexadecimal_digit(peek(2));
  if (!high || !low) return false;
  token.text += static_cast<char>(*high * 16 + *low);
  at_ += 3;
  return true;
}

bool Lexer::read_unicode_escape(Token& token) {
  ++at_;
  if (!peek_is('{')) return false;
  ++at_;
  std::uint32_t code = 0;
  do {
    const auto digit = hexadecimal_digit(peek());
    if (!digit) return false;
    code = code * 16 + *digit;
    if (code >= 0x110000) return false;
    ++at_;
  } while (!peek_is('}'));
  ++at_;
  if (code >= 0xd800 && code < 0xe000) return false;
  append_utf8(token.text, code);
  return true;
}

bool Lexer::read_decimal_escape(Token& token) {
  int code = 0;
  for (int digits = 0; digits < 3 && is_digit(peek()); ++digits) {
    code = code * 10 + (peek() - '0');
    ++at_;
  }
  if (code > 255) return false;
  token.text += static_cast<char>(code);
  return true;
}

void Lexer::read_symbol(Token& token) {
  if (peek_is('[')) {
    if (const auto level = long_bracket('[')) {
      token.kind = TokenKind::text;
      at_ += *level + 2;
      read_long(*level, &token.text, "text");
      if (error_) error_->position = token.position;
      return;
    }
    if (peek_is('=', 1)) return fail(token.position, "invalid long bracket: '[' was expected after '[='");
  }
  // Longer spellings come before those they begin with.
  constexpr std::array symbols = {
      TokenKind::three_dots,
      TokenKind::two_dots,
      TokenKind::equal,
      TokenKind::not_equal,
      TokenKind::less_equal,
      TokenKind::greater_equal,
      TokenKind::double_colon,
      TokenKind::plus,
      TokenKind::minus,
      TokenKind::star,
      TokenKind::slash,
      TokenKind::percent,
      TokenKind::caret,
      TokenKind::hash,
      TokenKind::less,
      TokenKind::greater,
      TokenKind::assign,
      TokenKind::left_parenthesis,
      TokenKind::right_parenthesis,
      TokenKind::left_brace,
      TokenKind::right_brace,
      TokenKind::left_bracket,
      TokenKind::right_bracket,
      TokenKind::semicolon,
      TokenKind::colon,
      TokenKind::comma,
      TokenKind::dot,
  };
  for (const TokenKind symbol : symbols) {
    if (!source_.substr(at_).starts_with(spelling(symbol))) continue;
    token.kind = symbol;
    at_ += spelling(symbol).size();
    return;
  }
  token.kind = TokenKind::stray;
  ++at_;
}

}  // namespace tipring::dsl
