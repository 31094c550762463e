#include "runtime/contact/digit_collector.h"

namespace tipring {

DigitCollector::State DigitCollector::judge() {
  return state_ = digits_.size() >= rule_.least ? State::complete : State::too_short;
}

DigitCollector::State DigitCollector::feed(char digit) {
  if (state_ != State::collecting) return state_;
  if (rule_.terminators.find(digit) != std::string::npos) return judge();
  digits_.push_back(digit);
  return digits_.size() >= rule_.most ? judge() : state_;
}

DigitCollector::State DigitCollector::time_up() {
  return state_ == State::collecting ? judge() : state_;
}

}  // namespace tipring
