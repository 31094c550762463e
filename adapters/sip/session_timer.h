#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::sip {

/// Session timers (RFC 4028): one side refreshes the session now and then, and both end it when a refresh fails
/// to come, so that no call outlives a peer that has vanished.
struct SessionTimerSettings {
  Duration interval = std::chrono::minutes{30};  ///< What we ask for.
  Duration shortest = std::chrono::seconds{90};  ///< Shorter ones are refused by 422 (section 4).
};

/// Which side refreshes.
enum class Refresher : std::uint8_t { us, peer };

/// What a request or a 2xx says of session timers.
struct SessionTimerHeaders {
  bool supported = false;              ///< Supported or Require names `timer`.
  std::optional<Duration> interval{};  ///< Session-Expires.
  std::optional<bool> by_client{};     ///< Its refresher: true for uac, false for uas.
  Duration shortest{0};                ///< Min-SE.
};

/// An agreement.
struct SessionInterval {
  Duration interval{0};
  Refresher refresher = Refresher::us;
};

/// True when a request asks for an interval below ours, which is refused by 422 with Min-SE.
bool too_brief(const SessionTimerHeaders& request, const SessionTimerSettings& settings);

/// What we agree to as the server of an INVITE or UPDATE (section 9). Nothing where the peer does not know
/// session timers. One that asks for none is refreshed by us.
std::optional<SessionInterval> agreement_with(const SessionTimerHeaders& request,
                                              const SessionTimerSettings& settings);

/// What the 2xx to a request of ours agrees to (section 7.2); nothing where it has no Session-Expires.
std::optional<SessionInterval> agreement_of(const SessionTimerHeaders& response);

/// The timer of one call, started by each agreement. Time is passed in.
class SessionTimer {
 public:
  enum class Due : std::uint8_t { nothing, refresh, end };

  void start(const SessionInterval& agreed, Instant now);
  void stop() { agreed_.reset(); }
  const std::optional<SessionInterval>& agreed() const { return agreed_; }

  std::optional<Instant> deadline() const;
  /// A refresh of ours is due once an agreement, at half of the interval; the end is, a little before the
  /// interval is over, when no new agreement came (section 10).
  Due expire(Instant now);

 private:
  std::optional<SessionInterval> agreed_;
  Instant refresh_at_{};
  Instant end_at_{};
  bool refreshed_ = false;
};

}  // namespace tipring::sip
