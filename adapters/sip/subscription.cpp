#include "adapters/sip/subscription.h"

#include <algorithm>
#include <utility>

namespace tipring::sip {

void Subscription::subscribe(Duration expires, Instant now) {
  expires_ = now + expires;
  earliest_ = now;
  wanted_ = true;
  reason_ = "timeout";
}

void Subscription::deactivate(Instant now) {
  expires_ = now;
  reason_ = "deactivated";
}

std::optional<Instant> Subscription::deadline() const {
  if (over_ || under_way_) return std::nullopt;
  return wanted_ ? std::min(earliest_, expires_) : expires_;
}

std::optional<Subscription::Notification> Subscription::take(Instant now) {
  if (over_ || under_way_) return std::nullopt;
  last_ = now >= expires_;
  if (!last_ && (!wanted_ || now < earliest_)) return std::nullopt;
  wanted_ = false;
  under_way_ = true;
  earliest_ = now + pause;
  Notification notification{.version = next_version_++};
  if (last_) {
    notification.reason = reason_;
  } else {
    notification.left = expires_ - now;
  }
  return notification;
}

// A subscriber that does not take its notifications is gone (RFC 6665, section 4.2.2).
void Subscription::answered(int status) {
  if (!std::exchange(under_way_, false)) return;
  if (last_ || status >= 300) over_ = true;
}

}  // namespace tipring::sip
