#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// Somebody's wish to be told how something stands, as a notifier sees it (RFC 6665, section 4.2): when to send
/// NOTIFY, and when it is over. Pure: time is passed in.
class Subscription {
 public:
  /// The least time between two notifications (RFC 4235, section 3.9), but for those that answer a SUBSCRIBE.
  static constexpr Duration pause = std::chrono::seconds(1);

  /// A notification to send now.
  struct Notification {
    std::uint32_t version = 0;  ///< From 0.
    Duration left{};            ///< For how long it still holds; zero: it is over.
    std::string_view reason{};  ///< Why it is over.
  };

  /// SUBSCRIBE came, the first or one that renews; zero ends it. The next notification is due at once.
  void subscribe(Duration expires, Instant now);

  /// It ends, and the subscriber is to ask anew (RFC 6665, section 4.1.3, "deactivated").
  void deactivate(Instant now);

  /// What it is about has changed.
  void changed() { wanted_ = true; }

  /// When take() or is_over() may change by itself; nothing: not before something happens.
  std::optional<Instant> deadline() const;

  /// What is due; nothing while the answer to the last one is missing.
  std::optional<Notification> take(Instant now);

  /// The answer to the last notification, 200 to 699; the transaction's own 408 and 503 as well.
  void answered(int status);

  /// Nothing more is to be sent: it may be forgotten.
  bool is_over() const { return over_; }

 private:
  Instant expires_{};
  Instant earliest_{};                   // Of the next notification.
  std::string_view reason_ = "timeout";  // Of its end.
  bool wanted_ = false;
  bool under_way_ = false;
  bool last_ = false;  // What is under way says that it is over.
  bool over_ = false;
  std::uint32_t next_version_ = 0;
};

}  // namespace tipring::sip
