#include "adapters/sip/leg.h"

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/deadline.h"
#include "adapters/sip/reason_header.h"
#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {

Result<SessionDescription> LegServices::read_description(std::string_view sdp) const {
  auto description = read_sdp(sdp);
  if (description && tells_sdp) description->text = sdp;
  return description;
}

Leg::Leg(LegServices& services, SavedLeg start, CallSession session)
    : services_(services),
      saved_(std::move(start)),
      session_(std::move(session)),
      local_(saved_.origin, saved_.local.ip),
      timer_wish_(services.session_timer) {}

Leg::~Leg() {
  services_.loop.cancel(timer_);
  forget_refer();
}

void Leg::release(const Release& why) {
  perform(session_.release(why, services_.loop.clock().now()));
}

// Must be the last thing that its caller does: the leg may be gone afterwards.
void Leg::perform(const SessionActions& actions) {
  for (const auto& action : actions)
    perform_one(action);
  for (const auto& action : session_.proceed(services_.loop.clock().now()))
    perform_one(action);
  if (std::exchange(offer_failed_, false)) {
    if (!refreshing_by_update_) negotiation_.withdraw();
    perform(end_offer(Release::By::system, 503, false));
    return;
  }
  if (std::exchange(bye_failed_, false)) {
    perform(session_.bye_done());
    return;
  }
  if (session_.ended()) {
    services_.keeper.forget(saved_.leg);
    return;
  }
  watch_deadline();
}

void Leg::perform_one(const SessionAction& action) {
  switch (action.kind) {
    case SessionAction::Kind::send_cancel: {
      const std::string reason = reason_header(action.release);
      services_.stack.cancel(outgoing_invite_.get(), reason.empty() ? "" : "Reason: " + reason + "\r\n");
      break;
    }
    case SessionAction::Kind::send_ack:
      send_ack();
      break;
    case SessionAction::Kind::send_bye:
      send_bye(action.release);
      break;
    case SessionAction::Kind::refuse_invite:
      send_refusal(incoming_invite_, action.release);
      break;
    case SessionAction::Kind::refuse_reinvite:
      send_refusal(reinvite_, action.release);
      break;
    case SessionAction::Kind::send_offer:
      send_offer();
      break;
    case SessionAction::Kind::tell_answered:
      tell_answered();
      break;
    case SessionAction::Kind::tell_acknowledged:
      tell_acknowledged();
      break;
    case SessionAction::Kind::tell_accepted:
      tell_offer_accepted();
      break;
    case SessionAction::Kind::tell_refused:
      tell_offer_refused(action.release.status);
      break;
    case SessionAction::Kind::tell_released:
      tell_released(action.release);
      break;
    case SessionAction::Kind::finished:
      break;
  }
}

void Leg::watch_deadline() {
  services_.loop.cancel(timer_);
  timer_ = {};
  const auto due = earlier(session_.deadline(), session_timer_.deadline());
  if (!due) return;
  timer_ = services_.loop.after(*due - services_.loop.clock().now(), [this] {
    const Instant now = services_.loop.clock().now();
    SessionActions actions = expire_session(now);
    for (auto& action : session_.expire(now))
      actions.push_back(std::move(action));
    perform(actions);
  });
}

std::optional<PhoneDialog> Leg::phone_dialog() const {
  using State = PhoneDialog::State;
  PhoneDialog dialog{.leg = saved_.leg, .phone_called = !saved_.we_called};
  switch (session_.state()) {
    case CallSession::State::inviting:
      dialog.state = ringing_told_ ? State::early : State::trying;
      return dialog;
    case CallSession::State::invited:
      dialog.state = State::early;
      return dialog;
    case CallSession::State::unconfirmed:
    case CallSession::State::established:
      dialog.state = State::confirmed;
      return dialog;
    default:
      return std::nullopt;
  }
}

void Leg::tell_answered() {
  services_.loop.post([&events = services_.events, leg = saved_.leg, description = *received_] {
    events.answered(leg, description);
  });
  services_.keeper.progressed(*this);
  tell_state();
}

void Leg::tell_acknowledged() {
  services_.loop.post([&events = services_.events, leg = saved_.leg, description = received_] {
    events.acknowledged(leg, description);
  });
  // The state was told with the 2xx; the ACK changes it only by an answer.
  if (received_) tell_state();
}

void Leg::tell_released(const Release& why) {
  session_timer_.stop();
  forget_refer();
  services_.loop.post([&events = services_.events, leg = saved_.leg, why] { events.released(leg, why); });
  services_.keeper.progressed(*this);
}

void Leg::tell_state() {
  services_.loop.post([&events = services_.events, leg = saved_.leg, state = to_json(saved_)] {
    events.state_changed(leg, state);
  });
}

void Leg::tell_state(const SavedInvite& invite) {
  services_.loop.post([&events = services_.events, leg = saved_.leg, state = to_json(invite)] {
    events.state_changed(leg, state);
  });
}

// Reads the peer's answer to an offer of ours into received_. False when there is none to be used.
bool Leg::read_answer(const sip_t& message) {
  received_.reset();
  const auto sdp = body_of(message);
  if (sdp.empty()) return false;
  auto description = services_.read_description(sdp);
  if (!description) {
    services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": " + description.error().text);
    return false;
  }
  received_ = std::move(description).value();
  take_remote_description(sdp, *received_);
  return true;
}

void Leg::take_remote_description(std::string_view sdp, const SessionDescription& description) {
  saved_.remote_sdp = sdp;
  saved_.held_by_peer = asks_for_hold(description);
}

void Leg::take_local_description(const SessionDescription& description) {
  saved_.local_sdp = local_.write(description);
  saved_.origin = local_.origin();
  saved_.held_by_us = asks_for_hold(description);
}

}  // namespace tipring::sip
