#include "adapters/sip/call_session.h"

#include <cassert>
#include <utility>

#include "adapters/sip/deadline.h"

namespace tipring::sip {
namespace {

using Kind = SessionAction::Kind;

// Q.850 causes: 31 normal unspecified, 102 recovery on timer expiry, 127 interworking.
Release by_system(int status, int cause, std::string reason) {
  return {Release::By::system, status, cause, std::move(reason)};
}

Release terminated() {
  return {Release::By::remote, 487, 16, "Request Terminated"};
}

}  // namespace

void CallSession::tell_released(SessionActions& actions, const Release& why) {
  if (released_) return;
  released_ = true;
  actions.push_back({Kind::tell_released, why});
}

void CallSession::finish(SessionActions& actions) {
  assert(released_ && "a session is not over before the floor heard of it");
  state_ = State::ended;
  actions.push_back({Kind::finished, {}});
}

void CallSession::close_reinvite(SessionActions& actions) {
  if (!reinvite_open()) return;
  reinvite_->refuse();
  actions.push_back({Kind::refuse_reinvite, terminated()});
}

bool CallSession::ack_missing() const {
  const auto* server = std::get_if<InviteServer>(&setup_);
  return (server != nullptr && server->awaits_ack()) || (reinvite_ && reinvite_->awaits_ack());
}

// Ends a call that has a dialog: at once, or when the ACK that is missing has come or has been given up.
void CallSession::hang_up(SessionActions& actions, const Release& why) {
  offer_.withdraw();
  close_reinvite(actions);
  if (ack_missing()) {
    parting_ = why;
    state_ = State::abandoned;
  } else {
    actions.push_back({Kind::send_bye, why});
    state_ = State::ending;
  }
  tell_released(actions, why);
}

bool CallSession::provisional() {
  if (state_ != State::inviting) return false;
  client().provisional();
  return true;
}

SessionActions CallSession::success(bool usable) {
  SessionActions actions;
  if (state_ != State::inviting && state_ != State::cancelling) return actions;
  const auto meaning = client().success();
  if (meaning == InviteClient::Success::duplicate) return actions;
  actions.push_back({Kind::send_ack, {}});
  if (meaning == InviteClient::Success::too_late) {
    hang_up(actions, parting_);
  } else if (usable) {
    state_ = State::established;
    actions.push_back({Kind::tell_answered, {}});
  } else {
    hang_up(actions, by_system(488, 127, "the answer has no usable description of media"));
  }
  return actions;
}

SessionActions CallSession::failure(Release why) {
  SessionActions actions;
  if (state_ != State::inviting && state_ != State::cancelling) return actions;
  if (!client().failure()) return actions;
  tell_released(actions, why);
  finish(actions);
  return actions;
}

void CallSession::answer(Instant now) {
  assert(answerable() && "only a call that waits can be answered");
  server().accept(now);
  state_ = State::unconfirmed;
}

SessionActions CallSession::reject(Release why) {
  assert(answerable() && "only a call that waits can be refused");
  SessionActions actions;
  server().refuse();
  actions.push_back({Kind::refuse_invite, why});
  tell_released(actions, why);
  finish(actions);
  return actions;
}

SessionActions CallSession::cancelled(Release why) {
  SessionActions actions;
  if (state_ != State::invited) return actions;
  server().refuse();
  tell_released(actions, why);
  finish(actions);
  return actions;
}

SessionActions CallSession::acknowledged(bool usable) {
  SessionActions actions;
  auto* first = std::get_if<InviteServer>(&setup_);
  const bool of_first = first != nullptr && first->acknowledge();
  const bool of_later = !of_first && reinvite_ && reinvite_->acknowledge();
  if (!of_first && !of_later) return actions;
  if (state_ == State::abandoned) {
    if (!ack_missing()) hang_up(actions, parting_);
    return actions;
  }
  state_ = State::established;
  if (usable) {
    actions.push_back({Kind::tell_acknowledged, {}});
  } else {
    hang_up(actions, by_system(488, 127, "the ACK has no usable description of media"));
  }
  return actions;
}

SessionActions CallSession::unacknowledged() {
  SessionActions actions;
  auto* first = std::get_if<InviteServer>(&setup_);
  const bool of_first = first != nullptr && first->give_up();
  const bool of_later = !of_first && reinvite_ && reinvite_->give_up();
  if (!of_first && !of_later) return actions;
  if (ack_missing()) return actions;
  if (state_ == State::abandoned) {
    hang_up(actions, parting_);
  } else {
    hang_up(actions, by_system(408, 102, "our answer was never acknowledged"));
  }
  return actions;
}

int CallSession::reinvited(bool offer_of_ours_open, bool settled) {
  switch (state_) {
    case State::established:
      break;
    case State::unconfirmed:
      return 491;
    case State::inviting:
    case State::cancelling:
      return 491;
    case State::invited:
      if (!settled) return 500;
      break;
    default:
      return 481;
  }
  if (reinvite_open()) return 500;
  if (ack_missing() || offer_of_ours_open) return 491;
  reinvite_.emplace();
  return 0;
}

void CallSession::accept_reinvite(Instant now) {
  assert(reinvite_open() && "only an open re-INVITE can be answered");
  reinvite_->accept(now);
}

void CallSession::refuse_reinvite() {
  assert(reinvite_open() && "only an open re-INVITE can be refused");
  reinvite_->refuse();
}

void CallSession::update_answered() {
  assert(reinvite_open() && "only an open UPDATE can be answered");
  reinvite_.reset();
}

void CallSession::reinvite_cancelled() {
  if (reinvite_open()) reinvite_->refuse();
}

bool CallSession::offer() {
  const bool talking = state_ == State::established || state_ == State::unconfirmed;
  if (!talking || offer_.state() != OfferClient::State::idle) return false;
  offer_.want();
  return true;
}

SessionActions CallSession::proceed(Instant now) {
  offer_.wait_is_over(now);
  if (state_ != State::established || reinvite_open() || ack_missing() || !offer_.due()) return {};
  offer_.sent(now);
  return {{Kind::send_offer, {}}};
}

SessionActions CallSession::offer_responded(const Release& response, bool usable, Instant now,
                                            Duration back_off) {
  SessionActions actions;
  if (offer_.state() != OfferClient::State::sent) return actions;
  switch (offer_.responded(response.status, now, back_off)) {
    case OfferClient::Outcome::accepted:
      if (usable) {
        actions.push_back({Kind::tell_accepted, {}});
      } else {
        hang_up(actions, by_system(488, 127, "the answer to our offer has no usable description of media"));
      }
      break;
    case OfferClient::Outcome::refused:
      actions.push_back({Kind::tell_refused, response});
      break;
    case OfferClient::Outcome::again:
      break;
    case OfferClient::Outcome::gone:
      hang_up(actions, response);
      break;
  }
  return actions;
}

SessionActions CallSession::bye(Release why) {
  SessionActions actions;
  switch (state_) {
    case State::invited:
      // A caller may end an early dialog by BYE; its INVITE still wants an answer (RFC 3261, sections 15
      // and 15.1.2).
      server().refuse();
      actions.push_back({Kind::refuse_invite, terminated()});
      tell_released(actions, why);
      finish(actions);
      break;
    case State::unconfirmed:
    case State::established:
    case State::abandoned:
      close_reinvite(actions);
      tell_released(actions, why);
      finish(actions);
      break;
    // A called party has no right to BYE before its 2xx. Where BYEs cross, ours still waits for its response.
    case State::inviting:
    case State::cancelling:
    case State::ending:
    case State::ended:
      break;
  }
  return actions;
}

SessionActions CallSession::bye_done() {
  SessionActions actions;
  if (state_ == State::ending) finish(actions);
  return actions;
}

SessionActions CallSession::release(const Release& why, Instant now) {
  SessionActions actions;
  switch (state_) {
    case State::inviting:
      parting_ = why;
      state_ = State::cancelling;
      client().cancel(now);
      actions.push_back({Kind::send_cancel, why});
      tell_released(actions, why);
      break;
    case State::invited: {
      Release refusal = why;
      if (refusal.status < 300) refusal.status = 480;
      return reject(refusal);
    }
    case State::unconfirmed:
    case State::established:
      hang_up(actions, why);
      break;
    case State::cancelling:
    case State::abandoned:
    case State::ending:
    case State::ended:
      break;
  }
  return actions;
}

// Of what the peer owes us.
std::optional<Instant> CallSession::patience() const {
  if (state_ == State::ended) return std::nullopt;
  std::optional<Instant> due;
  if (const auto* client = std::get_if<InviteClient>(&setup_)) due = earlier(due, client->deadline());
  if (const auto* server = std::get_if<InviteServer>(&setup_)) due = earlier(due, server->deadline());
  if (reinvite_) due = earlier(due, reinvite_->deadline());
  return due;
}

std::optional<Instant> CallSession::deadline() const {
  return earlier(patience(), offer_.deadline());
}

SessionActions CallSession::expire(Instant now) {
  if (offer_.overdue(now)) {
    SessionActions actions;
    hang_up(actions, by_system(408, 102, "our offer was never answered"));
    return actions;
  }
  const auto due = patience();
  if (!due || *due > now) return {};
  if (state_ == State::cancelling) return failure(by_system(408, 102, "no final response after CANCEL"));
  return unacknowledged();
}

}  // namespace tipring::sip
