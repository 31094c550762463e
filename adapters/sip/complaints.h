#pragma once

#include <cstdint>
#include <string>

#include "runtime/base/clock.h"
#include "runtime/ports/log.h"

namespace tipring::sip {

/// Log lines about what peers send wrong. Anyone can cause them, so that no more than 20 are written in ten
/// seconds; the first line after that says how many were left out.
class Complaints {
 public:
  Complaints(Log& log, const Clock& clock) : log_(log), clock_(clock) {}

  void write(const std::string& text);

 private:
  static constexpr int most = 20;
  static constexpr Duration window = std::chrono::seconds{10};

  Log& log_;
  const Clock& clock_;
  Instant window_start_{};
  int written_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace tipring::sip
