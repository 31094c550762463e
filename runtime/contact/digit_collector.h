#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace tipring {

/// How many digits are wanted and what ends them.
struct DigitRule {
  std::size_t least = 1;          ///< Fewer than this are not an answer.
  std::size_t most = 1;           ///< Reaching this ends the input.
  std::string terminators = "#";  ///< Digits that end the input and are no part of it.
};

/// Collects the digits of one answer. Pure: knows no time; the owner tells it when time is up.
class DigitCollector {
 public:
  enum class State : std::uint8_t {
    collecting,
    complete,   ///< Enough digits, or a terminator after enough.
    too_short,  ///< A terminator or the end of time before enough.
  };

  explicit DigitCollector(DigitRule rule) : rule_(std::move(rule)) {}

  State feed(char digit);

  /// No more digits will come.
  State time_up();

  State state() const { return state_; }
  const std::string& digits() const { return digits_; }

 private:
  State judge();

  DigitRule rule_;
  std::string digits_;
  State state_ = State::collecting;
};

}  // namespace tipring
