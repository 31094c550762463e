#include "dsl/sandbox/pattern.h"

#include <algorithm>
#include <utility>

namespace tipring::dsl {
namespace {

using ByteSet = Pattern::ByteSet;

constexpr char escape = '%';

std::uint8_t byte_of(char letter) {
  return static_cast<std::uint8_t>(letter);
}

// The classes of bytes as in the C locale, whatever the process's locale is.
bool is_lower(int byte) {
  return byte >= 'a' && byte <= 'z';
}
bool is_upper(int byte) {
  return byte >= 'A' && byte <= 'Z';
}
bool is_letter(int byte) {
  return is_lower(byte) || is_upper(byte);
}
bool is_digit(int byte) {
  return byte >= '0' && byte <= '9';
}
bool is_hexadecimal(int byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}
bool is_space(int byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}
bool is_control(int byte) {
  return byte < 32 || byte == 127;
}
bool is_visible(int byte) {
  return byte > 32 && byte < 127;
}
bool is_punctuation(int byte) {
  return is_visible(byte) && !is_letter(byte) && !is_digit(byte);
}
bool is_alphanumeric(int byte) {
  return is_letter(byte) || is_digit(byte);
}
bool is_zero(int byte) {
  return byte == 0;
}

using ByteTest = bool (*)(int);

// The class a letter after `%` names; null for a byte that stands for itself.
ByteTest class_named(char lower_case_letter) {
  switch (lower_case_letter) {
    case 'a':
      return is_letter;
    case 'c':
      return is_control;
    case 'd':
      return is_digit;
    case 'g':
      return is_visible;
    case 'l':
      return is_lower;
    case 'p':
      return is_punctuation;
    case 's':
      return is_space;
    case 'u':
      return is_upper;
    case 'w':
      return is_alphanumeric;
    case 'x':
      return is_hexadecimal;
    case 'z':
      return is_zero;
    default:
      return nullptr;
  }
}

ByteSet escaped_set(char letter) {
  ByteSet set;
  const bool inverted = is_upper(byte_of(letter));
  const ByteTest test = class_named(inverted ? static_cast<char>(letter - 'A' + 'a') : letter);
  if (test == nullptr) {
    set.set(byte_of(letter));
    return set;
  }
  for (int byte = 0; byte < 256; ++byte)
    set[static_cast<std::size_t>(byte)] = test(byte) != inverted;
  return set;
}

// What stands between the brackets, the `^` already taken off.
ByteSet bracketed_set(std::string_view inside) {
  ByteSet set;
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] == escape) {
      // An escape left over behind a range, as in [x-%%], is taken by Lua with the bracket behind it.
      set |= escaped_set(at + 1 < inside.size() ? inside[at + 1] : ']');
      at += 2;
    } else if (at + 2 < inside.size() && inside[at + 1] == '-') {
      for (int byte = byte_of(inside[at]); byte <= byte_of(inside[at + 2]); ++byte)
        set.set(static_cast<std::size_t>(byte));
      at += 3;
    } else {
      set.set(byte_of(inside[at]));
      at += 1;
    }
  }
  return set;
}

}  // namespace

/// Takes a pattern's text apart into items.
class PatternReader {
 public:
  PatternReader(Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  void read() {
    while (at_ < text_.size() && !failed_)
      read_item();
    if (!failed_) add({.kind = Pattern::Kind::matched});
  }

 private:
  void add(Pattern::Item item) { pattern_.items_.push_back(item); }

  void fail(std::string text) {
    failed_ = true;
    pattern_.mistakes_.push_back(std::move(text));
    add({.kind = Pattern::Kind::mistake, .set = static_cast<std::uint32_t>(pattern_.mistakes_.size() - 1)});
  }

  std::uint32_t keep(const ByteSet& set) {
    pattern_.sets_.push_back(set);
    return static_cast<std::uint32_t>(pattern_.sets_.size() - 1);
  }

  void read_item() {
    const char letter = text_[at_];
    if (letter == '(') {
      read_open();
    } else if (letter == ')') {
      read_close();
    } else if (letter == '$' && at_ + 1 == text_.size()) {
      add({.kind = Pattern::Kind::end});
      ++at_;
    } else if (letter == escape && at_ + 1 < text_.size() && text_[at_ + 1] == 'b') {
      read_balanced();
    } else if (letter == escape && at_ + 1 < text_.size() && text_[at_ + 1] == 'f') {
      read_frontier();
    } else if (letter == escape && at_ + 1 < text_.size() && is_digit(byte_of(text_[at_ + 1]))) {
      read_back();
    } else {
      read_repeatable();
    }
  }

  void read_open() {
    if (captures_ == Pattern::most_captures) return fail("too many captures");
    const bool position = at_ + 1 < text_.size() && text_[at_ + 1] == ')';
    add({.kind = position ? Pattern::Kind::open_position : Pattern::Kind::open,
         .first = static_cast<std::uint8_t>(captures_)});
    if (!position) open_.push_back(captures_);
    closed_.push_back(position);
    ++captures_;
    at_ += position ? 2 : 1;
  }

  void read_close() {
    if (open_.empty()) return fail("invalid pattern capture");
    add({.kind = Pattern::Kind::close, .first = static_cast<std::uint8_t>(open_.back())});
    closed_[open_.back()] = true;
    open_.pop_back();
    ++at_;
  }

  void read_balanced() {
    if (at_ + 3 >= text_.size()) return fail("unbalanced pattern");
    add({.kind = Pattern::Kind::balanced, .first = byte_of(text_[at_ + 2]), .second = byte_of(text_[at_ + 3])});
    at_ += 4;
  }

  void read_frontier() {
    at_ += 2;
    if (at_ == text_.size() || text_[at_] != '[') return fail("missing '[' after '%f' in pattern");
    const auto set = read_set();
    if (set) add({.kind = Pattern::Kind::frontier, .set = keep(*set)});
  }

  void read_back() {
    const int number = text_[at_ + 1] - '1';
    const auto index = static_cast<std::size_t>(number);
    if (number < 0 || index >= captures_ || !closed_[index]) return fail("invalid capture index");
    add({.kind = Pattern::Kind::back, .first = static_cast<std::uint8_t>(index)});
    at_ += 2;
  }

  // One byte, or a class, or a set, and how often.
  void read_repeatable() {
    const auto set = read_set();
    if (!set) return;
    const std::uint32_t index = keep(*set);
    const char suffix = at_ < text_.size() ? text_[at_] : '\0';
    using Kind = Pattern::Kind;
    switch (suffix) {
      case '*':
        add({.kind = Kind::maximal, .set = index});
        break;
      case '-':
        add({.kind = Kind::minimal, .set = index});
        break;
      case '?':
        add({.kind = Kind::optional, .set = index});
        break;
      case '+':
        add({.kind = Kind::single, .set = index});
        add({.kind = Kind::maximal, .set = index});
        break;
      default:
        add({.kind = Kind::single, .set = index});
        return;
    }
    ++at_;
  }

  // Nothing after a mistake.
  std::optional<ByteSet> read_set() {
    const char letter = text_[at_++];
    if (letter == '[') return read_brackets();
    if (letter == escape) {
      if (at_ == text_.size()) {
        fail("malformed pattern (ends with '%')");
        return std::nullopt;
      }
      return escaped_set(text_[at_++]);
    }
    ByteSet set;
    if (letter == '.') {
      set.set();
    } else {
      set.set(byte_of(letter));
    }
    return set;
  }

  std::optional<ByteSet> read_brackets() {
    const bool inverted = at_ < text_.size() && text_[at_] == '^';
    if (inverted) ++at_;
    const std::size_t begin = at_;
    // The first byte is part of the set even if it is a bracket.
    do {
      if (at_ >= text_.size()) break;
      at_ += text_[at_] == escape && at_ + 1 < text_.size() ? 2 : 1;
    } while (at_ >= text_.size() || text_[at_] != ']');
    if (at_ >= text_.size()) {
      fail("malformed pattern (missing ']')");
      return std::nullopt;
    }
    const ByteSet set = bracketed_set(text_.substr(begin, at_ - begin));
    ++at_;
    return inverted ? ~set : set;
  }

  Pattern& pattern_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t captures_ = 0;
  std::vector<std::size_t> open_;
  std::vector<bool> closed_;
  bool failed_ = false;
};

Pattern::Pattern(std::string_view text, bool anchors) {
  anchored_ = anchors && text.starts_with('^');
  PatternReader(*this, anchored_ ? text.substr(1) : text).read();
}

bool Pattern::is_plain(std::string_view text) {
  return text.find_first_of("^$*+?.([%-") == std::string_view::npos;
}

}  // namespace tipring::dsl
