#include "adapters/sip/session_timer.h"

#include <algorithm>

namespace tipring::sip {

bool too_brief(const SessionTimerHeaders& request, const SessionTimerSettings& settings) {
  return request.supported && request.interval && *request.interval < settings.shortest;
}

std::optional<SessionInterval> agreement_with(const SessionTimerHeaders& request,
                                              const SessionTimerSettings& settings) {
  if (!request.supported) return std::nullopt;
  const Duration shortest = std::max(request.shortest, settings.shortest);
  const Duration longest = std::max(settings.interval, shortest);
  if (!request.interval) return SessionInterval{longest, Refresher::us};
  const bool peer_refreshes = request.by_client.value_or(true);
  return SessionInterval{std::clamp(*request.interval, shortest, longest),
                         peer_refreshes ? Refresher::peer : Refresher::us};
}

std::optional<SessionInterval> agreement_of(const SessionTimerHeaders& response) {
  if (!response.interval || *response.interval <= Duration::zero()) return std::nullopt;
  // Without the parameter, against the rules, we refresh: both doing so does no harm.
  return SessionInterval{*response.interval,
                         response.by_client.value_or(true) ? Refresher::us : Refresher::peer};
}

void SessionTimer::start(const SessionInterval& agreed, Instant now) {
  constexpr Duration margin = std::chrono::seconds{32};
  agreed_ = agreed;
  refreshed_ = false;
  refresh_at_ = now + agreed.interval / 2;
  end_at_ = now + agreed.interval - std::min<Duration>(margin, agreed.interval / 3);
}

std::optional<Instant> SessionTimer::deadline() const {
  if (!agreed_) return std::nullopt;
  return agreed_->refresher == Refresher::us && !refreshed_ ? refresh_at_ : end_at_;
}

SessionTimer::Due SessionTimer::expire(Instant now) {
  if (!agreed_) return Due::nothing;
  if (now >= end_at_) {
    stop();
    return Due::end;
  }
  if (agreed_->refresher == Refresher::peer || refreshed_ || now < refresh_at_) return Due::nothing;
  refreshed_ = true;
  return Due::refresh;
}

}  // namespace tipring::sip
