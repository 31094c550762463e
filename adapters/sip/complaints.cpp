#include "adapters/sip/complaints.h"

#include <utility>

namespace tipring::sip {

void Complaints::write(const std::string& text) {
  const Instant now = clock_.now();
  if (written_ == 0 || now - window_start_ >= window) {
    window_start_ = now;
    written_ = 0;
    if (const auto missed = std::exchange(left_out_, 0); missed > 0) {
      log_.write(LogLevel::warning,
                 std::to_string(missed) + " further complaints about SIP peers were left out");
    }
  }
  if (written_ == most) {
    ++left_out_;
    return;
  }
  ++written_;
  log_.write(LogLevel::warning, text);
}

}  // namespace tipring::sip
