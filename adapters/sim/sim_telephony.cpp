#include "adapters/sim/sim_telephony.h"

#include <cassert>
#include <utility>

#include "runtime/ports/hidden_hosts.h"

namespace tipring::sim {

namespace {

// RFC 3261, section 14.1, makes it a matter of chance; here the called side comes first.
constexpr Duration glare_back_off = std::chrono::seconds(1);

// A peer that answers 491 for ever is no glare.
constexpr int most_offer_tries = 5;

Message request(MessageKind kind) {
  Message message;
  message.kind = kind;
  return message;
}

Release timed_out() {
  return {Release::By::system, 408, 102, "Request Timeout"};  // Q.850 cause 102: recovery on timer expiry.
}

}  // namespace

bool SimTelephony::may_follow(State from, State to) {
  switch (from) {
    case State::inviting:
      return to == State::proceeding || to == State::confirmed || to == State::cancelling;
    case State::proceeding:
      return to == State::answered || to == State::confirmed || to == State::cancelling ||
             to == State::terminating;
    case State::answered:
      return to == State::confirmed || to == State::terminating;
    case State::confirmed:
    case State::cancelling:
      return to == State::terminating;
    case State::terminating:
      return false;
  }
  return false;
}

SimTelephony::Leg* SimTelephony::find(LegId leg) {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? nullptr : &found->second;
}

void SimTelephony::move_to(Leg& leg, State next) {
  assert(may_follow(leg.state, next) && "no such transition of a leg");
  leg.state = next;
}

void SimTelephony::guard(LegId id, Leg& leg) {
  loop_.cancel(leg.guard);
  leg.guard = loop_.after(response_limit, [this, id] {
    Leg* late = find(id);
    if (late == nullptr) return;
    const bool given_up = late->state == State::cancelling || late->state == State::terminating;
    finish(id, given_up ? late->release : timed_out());
  });
}

void SimTelephony::finish(LegId id, Release release) {
  Leg& leg = legs_.at(id);
  loop_.cancel(leg.guard);
  network_.unbind(id);
  by_party_.erase(leg.party);
  legs_.erase(id);
  channels_.give_back(id);
  events_->released(id, std::move(release));
}

void SimTelephony::ring(LegId id, std::optional<SessionDescription> early) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->incoming || leg->state != State::proceeding) return;
  Message ringing = response(MessageKind::invite, early ? 183 : 180);
  ringing.description = std::move(early);
  network_.to_party(leg->party, std::move(ringing));
}

void SimTelephony::answer(LegId id, SessionDescription description) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->incoming || leg->state != State::proceeding) return;
  Message ok = response(MessageKind::invite, 200);
  ok.description = std::move(description);
  move_to(*leg, State::answered);
  guard(id, *leg);
  network_.to_party(leg->party, std::move(ok));
}

void SimTelephony::refuse_invite(LegId id, Leg& leg, Message final_response, Release release) {
  leg.release = std::move(release);
  leg.refused = true;
  move_to(leg, State::terminating);
  guard(id, leg);
  network_.to_party(leg.party, std::move(final_response));
}

void SimTelephony::reject(LegId id, int status, std::string reason, Headers headers) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->incoming || leg->state != State::proceeding) return;
  Message refusal = response(MessageKind::invite, status, std::move(reason));
  refusal.headers = std::move(headers);
  const Release release{Release::By::local, status, refusal.cause, refusal.reason};
  refuse_invite(id, *leg, std::move(refusal), release);
}

void SimTelephony::redirect(LegId id, std::vector<std::string> targets) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->incoming || leg->state != State::proceeding) return;
  Message moved = response(MessageKind::invite, 302);
  moved.targets = std::move(targets);
  const Release release{Release::By::local, 302, 16, moved.reason};
  refuse_invite(id, *leg, std::move(moved), release);
}

// A call that cannot set out.
void SimTelephony::give_up(LegId id, Release release) {
  loop_.post([&events = *events_, id, release = std::move(release)] { events.released(id, release); });
}

void SimTelephony::place(OutgoingCall call) {
  // Q.850 causes: 34 no circuit available, 41 temporary failure; as on the wire.
  if (auto taken = channels_.take(call.trunk, call.leg); !taken)
    return give_up(call.leg, {Release::By::system, 503, 34, taken.error().text});
  if (!names_host(call.target))
    return give_up(call.leg, {Release::By::system, 503, 41, "'" + call.target + "' is not a SIP URI"});
  Message invite = request(MessageKind::invite);
  invite.from = std::move(call.from);
  if (invite.from.host.empty()) invite.from.host = "sim.invalid";
  invite.dialled = parse_address(call.target);
  invite.dialled.uri = call.target;
  invite.description = std::move(call.offer);
  for (const auto& [name, value] : call.named) {
    if (std::string hidden = with_hidden_hosts(value, invite.from.host); !hidden.empty())
      invite.headers.emplace_back(name, std::move(hidden));
  }
  invite.headers.insert(invite.headers.end(), call.headers.begin(), call.headers.end());
  const PartyId party = network_.route(call.target);
  Leg& leg = legs_[call.leg];
  leg.party = party;
  leg.state = State::inviting;
  by_party_[party] = call.leg;
  network_.bind(call.leg, party);
  guard(call.leg, leg);
  network_.to_party(party, std::move(invite));
}

void SimTelephony::accept_offer(LegId id, SessionDescription answer) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->offer_pending) return;
  leg->offer_pending = false;
  Message ok = response(MessageKind::reinvite, 200);
  ok.description = std::move(answer);
  network_.to_party(leg->party, std::move(ok));
  send_offer(*leg);
}

void SimTelephony::refuse_offer(LegId id, int status) {
  Leg* leg = find(id);
  if (leg == nullptr || !leg->offer_pending) return;
  leg->offer_pending = false;
  network_.to_party(leg->party, response(MessageKind::reinvite, status));
  send_offer(*leg);
}

void SimTelephony::offer(LegId id, SessionDescription offer) {
  Leg* leg = find(id);
  if (leg == nullptr || (leg->state != State::answered && leg->state != State::confirmed)) return;
  leg->offer = std::move(offer);
  leg->offer_tries = 0;
  send_offer(*leg);
}

// Held back while the call cannot take it: before the ACK of our 2xx, and while the party's own offer is open.
void SimTelephony::send_offer(Leg& leg) {
  if (leg.state != State::confirmed || leg.offer_pending || !leg.offer || leg.offer_sent) return;
  leg.offer_sent = true;
  ++leg.offer_tries;
  if (leg.resumed) guard(by_party_.at(leg.party), leg);
  Message reinvite = request(MessageKind::reinvite);
  reinvite.description = leg.offer;
  network_.to_party(leg.party, std::move(reinvite));
}

void SimTelephony::receive_offer_response(LegId id, Leg& leg, const Message& message) {
  if (message.status < 200 || !leg.offer_sent) return;
  network_.to_party(leg.party, request(MessageKind::ack));
  leg.offer_sent = false;
  if (leg.state != State::confirmed) return;
  if (std::exchange(leg.resumed, false)) {
    loop_.cancel(leg.guard);
    if (message.status == 481) return finish(id, {Release::By::remote, 481, message.cause, message.reason});
  }
  if (message.status == 491 && leg.offer_tries < most_offer_tries) {
    const Duration back_off = leg.incoming ? glare_back_off : 2 * glare_back_off;
    loop_.after(back_off, [this, id] {
      if (Leg* later = find(id)) send_offer(*later);
    });
    return;
  }
  leg.offer.reset();
  if (message.status >= 300) return events_->offer_refused(id, message.status);
  events_->offer_accepted(id, message.description.value_or(SessionDescription{}));
}

void SimTelephony::receive_refer(LegId id, Leg& leg, const Message& message) {
  if (leg.state != State::confirmed || leg.refer != Refer::none)
    return network_.to_party(leg.party, response(MessageKind::refer, 491));
  leg.refer = Refer::asked;
  TransferRequest asked{.target = message.dialled, .consulted = message.consultation != 0};
  const auto consultation = by_party_.find(message.consultation);
  if (consultation != by_party_.end()) asked.consultation = consultation->second;
  events_->transfer_asked(id, std::move(asked));
}

void SimTelephony::transfer_status(LegId id, int status) {
  Leg* leg = find(id);
  if (leg == nullptr || leg->refer == Refer::none) return;
  const bool first = leg->refer == Refer::asked;
  if (first) network_.to_party(leg->party, response(MessageKind::refer, status >= 300 ? status : 202));
  leg->refer = status >= 200 ? Refer::none : Refer::tried;
  if ((first && status >= 300) || leg->state != State::confirmed) return;
  Message notify = request(MessageKind::notify);
  notify.status = status;
  network_.to_party(leg->party, std::move(notify));
}

void SimTelephony::send_digit(LegId id, OperationHandle operation, char digit) {
  Leg* leg = find(id);
  if (leg == nullptr || leg->state == State::cancelling || leg->state == State::terminating) return;
  if (leg->state != State::answered && leg->state != State::confirmed) {
    if (operation) loop_.post([this, id, operation] { events_->digit_sent(id, operation, 481); });
    return;
  }
  leg->digits.push_back(operation);
  Message info = request(MessageKind::info);
  info.digit = digit;
  network_.to_party(leg->party, std::move(info));
}

void SimTelephony::receive_digit_response(LegId id, Leg& leg, const Message& message) {
  if (message.status < 200 || leg.digits.empty()) return;
  const OperationHandle operation = leg.digits.front();
  leg.digits.pop_front();
  if (operation) events_->digit_sent(id, operation, message.status);
}

void SimTelephony::release(LegId id, Release release) {
  Leg* leg = find(id);
  if (leg == nullptr || leg->state == State::cancelling || leg->state == State::terminating) return;
  const bool refusable = leg->incoming && leg->state == State::proceeding;
  if (refusable) {
    if (release.status == 0) release.status = 480;
    const int status = release.status;
    const std::string reason = release.reason;
    return refuse_invite(id, *leg, response(MessageKind::invite, status, reason), std::move(release));
  }
  leg->release = std::move(release);
  if (leg->state == State::answered || leg->state == State::confirmed) return send_bye(id, *leg);
  move_to(*leg, State::cancelling);
  if (!leg->provisional) return;  // The first provisional response lets the CANCEL go, or timer B ends the leg.
  guard(id, *leg);
  send_cancel(*leg);
}

void SimTelephony::send_bye(LegId id, Leg& leg) {
  move_to(leg, State::terminating);
  guard(id, leg);
  Message bye = request(MessageKind::bye);
  bye.cause = leg.release.cause;
  bye.reason = leg.release.reason;
  network_.to_party(leg.party, std::move(bye));
}

void SimTelephony::send_cancel(Leg& leg) {
  network_.to_party(leg.party, request(MessageKind::cancel));
}

void SimTelephony::receive(PartyId party, const Message& message) {
  assert(events_ != nullptr && "telephony hears nothing before deliver_to()");
  if (message.kind == MessageKind::invite) return receive_invite(party, message);
  const auto found = by_party_.find(party);
  if (found == by_party_.end()) {
    // A request for a leg that is gone. An ACK is never answered.
    if (message.kind == MessageKind::response || message.kind == MessageKind::ack) return;
    return network_.to_party(party, response(message.kind, 481));
  }
  const LegId id = found->second;
  Leg& leg = legs_.at(id);
  switch (message.kind) {
    case MessageKind::invite:
      return;
    case MessageKind::ack:
      return receive_ack(id, leg, message);
    case MessageKind::cancel:
      return receive_cancel(id, leg);
    case MessageKind::bye:
      return receive_bye(id, leg, message);
    case MessageKind::reinvite:
      return receive_reinvite(id, leg, message);
    case MessageKind::response:
      return receive_response(id, leg, message);
    case MessageKind::refer:
      return receive_refer(id, leg, message);
    case MessageKind::notify:
      return network_.to_party(party, response(MessageKind::notify, 481));
    case MessageKind::info:
      network_.to_party(party, response(MessageKind::info, 200));
      if (leg.state == State::confirmed) events_->digit_signalled(id, message.digit);
      return;
  }
}

void SimTelephony::receive_invite(PartyId party, const Message& message) {
  const LegId id = ids_.next_leg();
  if (!channels_.take(message.trunk, id)) return network_.to_party(party, response(MessageKind::invite, 503));
  Leg& leg = legs_[id];
  leg.party = party;
  leg.incoming = true;
  by_party_[party] = id;
  network_.bind(id, party);
  network_.to_party(party, response(MessageKind::invite, 100));
  IncomingCall call;
  call.leg = id;
  call.caller = message.from;
  call.dialled = message.dialled;
  call.headers = message.headers;
  call.offer = message.description;
  call.transport = "sim";
  call.source = "party-" + std::to_string(party);
  call.trunk = message.trunk;
  if (call.trunk.empty() && is_phone_ && is_phone_(call.caller.user)) call.phone = call.caller.user;
  events_->arrived(std::move(call));
}

void SimTelephony::receive_ack(LegId id, Leg& leg, const Message& message) {
  if (leg.state == State::answered) {
    move_to(leg, State::confirmed);
    loop_.cancel(leg.guard);
    events_->acknowledged(id, message.description);
    return send_offer(leg);
  }
  // The ACK of a refusal. After a BYE the ACK of our 2xx may still come in; that BYE waits for its response.
  if (leg.state == State::terminating && leg.refused) finish(id, leg.release);
}

void SimTelephony::receive_cancel(LegId id, Leg& leg) {
  network_.to_party(leg.party, response(MessageKind::cancel, 200));
  if (!leg.incoming || leg.state != State::proceeding) return;  // Our final response has crossed it.
  Message terminated = response(MessageKind::invite, 487);
  const Release release{Release::By::remote, 487, 16, terminated.reason};
  network_.to_party(leg.party, std::move(terminated));
  finish(id, release);
}

void SimTelephony::receive_bye(LegId id, Leg& leg, const Message& message) {
  network_.to_party(leg.party, response(MessageKind::bye, 200));
  if (leg.state == State::terminating) return finish(id, leg.release);
  finish(id, {Release::By::remote, 0, message.cause, message.reason});
}

void SimTelephony::receive_reinvite(LegId id, Leg& leg, const Message& message) {
  if (leg.state != State::confirmed || leg.offer_pending || leg.offer_sent) {
    return network_.to_party(leg.party, response(MessageKind::reinvite, 491));
  }
  leg.offer_pending = true;
  events_->offered(id, message.description);
}

void SimTelephony::receive_response(LegId id, Leg& leg, const Message& message) {
  if (message.request == MessageKind::bye && leg.state == State::terminating) return finish(id, leg.release);
  if (message.request == MessageKind::reinvite) return receive_offer_response(id, leg, message);
  if (message.request == MessageKind::info) return receive_digit_response(id, leg, message);
  if (message.request != MessageKind::invite) return;
  if (message.status >= 200) return receive_final(id, leg, message);
  const bool first = !leg.provisional;
  leg.provisional = true;
  if (leg.state == State::inviting) {
    move_to(leg, State::proceeding);
    loop_.cancel(leg.guard);
  }
  if (leg.state == State::cancelling && first) send_cancel(leg);
  if (leg.state == State::proceeding && message.status >= 180) events_->ringing(id, message.description);
}

void SimTelephony::receive_final(LegId id, Leg& leg, const Message& message) {
  network_.to_party(leg.party, request(MessageKind::ack));
  const bool given_up = leg.state == State::cancelling;
  if (message.status >= 300) {
    if (given_up) return finish(id, leg.release);
    return finish(id, {Release::By::remote, message.status, message.cause, message.reason, message.targets});
  }
  if (given_up) return send_bye(id, leg);
  move_to(leg, State::confirmed);
  loop_.cancel(leg.guard);
  events_->answered(id, message.description.value_or(SessionDescription{}));
}

}  // namespace tipring::sim
