#include "dsl/check/number_literal.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

namespace tipring::dsl {
namespace {

constexpr long largest_exponent = (1L << 20) - 1;

bool is_letter(char letter, char expected) {
  return (letter | 0x20) == expected;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool is_hexadecimal_digit(char letter) {
  return is_digit(letter) || ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'f');
}

class NumberReader {
 public:
  explicit NumberReader(std::string_view source) : rest_(source) {}

  std::optional<NumberLiteral> read() {
    read_base();
    if (!read_mantissa() || !read_exponent()) return std::nullopt;
    NumberLiteral number;
    if (at('i')) {
      number.boxed = true;
      rest_.remove_prefix(1);
    } else if (!rest_.empty()) {
      if (!read_integer_suffix() || !fits_integer()) return std::nullopt;
      number.boxed = true;
    }
    if (!rest_.empty()) return std::nullopt;
    if (base_ == 2 && significant_.size() > 64) return std::nullopt;
    number.value = value();
    return number;
  }

 private:
  bool at(char letter) const { return !rest_.empty() && is_letter(rest_.front(), letter); }

  void read_base() {
    if (rest_.size() < 2 || rest_[0] != '0') return;
    if (is_letter(rest_[1], 'x')) base_ = 16;
    if (is_letter(rest_[1], 'b')) base_ = 2;
    if (base_ != 10) rest_.remove_prefix(2);
  }

  bool read_mantissa() {
    bool any_digit = false;
    while (!rest_.empty()) {
      const char letter = rest_.front();
      if (letter == '.') {
        if (has_dot_) return false;
        has_dot_ = true;
      } else if (base_ == 16 ? is_hexadecimal_digit(letter) : is_digit(letter)) {
        if (base_ == 2 && letter > '1') return false;
        any_digit = true;
        if (letter != '0' || !significant_.empty()) significant_ += letter;
      } else {
        break;
      }
      digits_ += letter;
      rest_.remove_prefix(1);
    }
    return any_digit && !(has_dot_ && base_ == 2);
  }

  bool read_exponent() {
    if (base_ == 2 || !at(base_ == 16 ? 'p' : 'e')) return true;
    has_exponent_ = true;
    digits_ += rest_.front();
    rest_.remove_prefix(1);
    if (!rest_.empty() && (rest_.front() == '+' || rest_.front() == '-')) {
      if (rest_.front() == '-') digits_ += '-';
      rest_.remove_prefix(1);
    }
    long exponent = 0;
    bool any_digit = false;
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1)) {
      any_digit = true;
      exponent = exponent * 10 + (rest_.front() - '0');
      if (exponent > largest_exponent) return false;
      digits_ += rest_.front();
    }
    return any_digit;
  }

  bool read_integer_suffix() {
    if (has_dot_ || has_exponent_) return false;
    for (const std::string_view suffix : {"ull", "llu", "ll"}) {
      if (rest_.size() != suffix.size()) continue;
      bool same = true;
      for (std::size_t at = 0; at < suffix.size(); ++at)
        same = same && is_letter(rest_[at], suffix[at]);
      if (!same) continue;
      rest_ = {};
      return true;
    }
    return false;
  }

  bool fits_integer() const {
    if (base_ == 16) return significant_.size() <= 16;
    if (base_ == 2) return significant_.size() <= 64;
    std::uint64_t integer = 0;
    const auto end = significant_.data() + significant_.size();
    return significant_.empty() || std::from_chars(significant_.data(), end, integer).ec == std::errc{};
  }

  double value() const {
    if (base_ == 2) {
      double sum = 0;
      for (const char digit : significant_)
        sum = sum * 2 + (digit - '0');
      return sum;
    }
    double number = 0;
    const auto format = base_ == 16 ? std::chars_format::hex : std::chars_format::general;
    const auto outcome = std::from_chars(digits_.data(), digits_.data() + digits_.size(), number, format);
    return outcome.ec == std::errc{} ? number : std::numeric_limits<double>::infinity();
  }

  std::string_view rest_;
  int base_ = 10;
  bool has_dot_ = false;
  bool has_exponent_ = false;
  std::string digits_;       // The number without its base's prefix and its suffix.
  std::string significant_;  // Its digits from the first that is not zero.
};

}  // namespace

std::optional<NumberLiteral> read_number(std::string_view source) {
  return NumberReader(source).read();
}

}  // namespace tipring::dsl
