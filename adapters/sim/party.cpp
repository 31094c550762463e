#include "adapters/sim/party.h"

#include <cassert>
#include <string_view>
#include <utility>

#include "adapters/sim/network.h"
#include "adapters/sim/phone_description.h"

namespace tipring::sim {

namespace {

[[maybe_unused]] bool may_follow(PartyState from, PartyState to) {
  switch (from) {
    case PartyState::waiting:
      return to == PartyState::calling || to == PartyState::invited;
    case PartyState::calling:
    case PartyState::invited:
    case PartyState::ringing:
      return to != PartyState::waiting && to != from;
    case PartyState::answered:
      return to == PartyState::leaving || to == PartyState::over;
    case PartyState::leaving:
      return to == PartyState::over;
    case PartyState::over:
      return false;
  }
  return false;
}

}  // namespace

std::string_view to_string(PartyState state) {
  switch (state) {
    case PartyState::waiting:
      return "waiting";
    case PartyState::calling:
      return "calling";
    case PartyState::invited:
      return "invited";
    case PartyState::ringing:
      return "ringing";
    case PartyState::answered:
      return "answered";
    case PartyState::leaving:
      return "leaving";
    case PartyState::over:
      return "over";
  }
  return "";
}

Party::Party(Network& network, PartyId id, std::string name, PhoneTraits phone)
    : network_(network), id_(id), name_(std::move(name)), phone_(std::move(phone)) {
  if (phone_.formats.empty()) phone_.formats = usual_formats();
}

void Party::move_to(PartyState next) {
  assert(may_follow(state_, next) && "no such transition of a party");
  state_ = next;
  has_rung_ = has_rung_ || next == PartyState::ringing;
  was_answered_ = was_answered_ || next == PartyState::answered;
}

void Party::tell(PartyEvent::Kind kind, bool by_party, std::string text, int status) {
  PartyEvent event;
  event.kind = kind;
  event.at = network_.loop().clock().now();
  event.by_party = by_party;
  event.text = std::move(text);
  event.status = status;
  network_.tell(*this, event);
}

Error Party::wrong_state(std::string_view what) const {
  return {"wrong-state",
          name_ + " cannot " + std::string(what) + ": its call is " + std::string(to_string(state_))};
}

void Party::send(Message message) {
  if (!vanished_) network_.to_runtime(id_, std::move(message));
}

void Party::call(const CallPlan& plan) {
  Message invite;
  invite.kind = MessageKind::invite;
  invite.from = parse_address(plan.from);
  invite.from.display = plan.display;
  invite.dialled = parse_address(plan.to);
  invite.headers = plan.headers;
  invite.trunk = plan.trunk;
  if (!phone_.offerless) invite.description = describe_phone(id_, phone_.formats, direction_, phone_.secures);
  move_to(PartyState::calling);
  tell(PartyEvent::Kind::calls, true, plan.to);
  send(std::move(invite));
}

Result<void> Party::ring() {
  return decide(Decision::ring);
}
Result<void> Party::ring_early() {
  return decide(Decision::ring_early);
}
Result<void> Party::answer() {
  return decide(Decision::answer);
}
Result<void> Party::ignore() {
  return decide(Decision::ignore);
}

Result<void> Party::refuse(int status, std::string reason) {
  if (status < 300 || status > 699) {
    return Error{"bad-status", "a refusal's status is 300 to 699, not " + std::to_string(status)};
  }
  refusal_ = response(MessageKind::invite, status, std::move(reason));
  return decide(Decision::refuse);
}

Result<void> Party::redirect(std::vector<std::string> targets) {
  refusal_ = response(MessageKind::invite, 302);
  refusal_.targets = std::move(targets);
  return decide(Decision::refuse);
}

Result<void> Party::decide(Decision decision) {
  const bool undecided = state_ == PartyState::waiting || state_ == PartyState::invited;
  const bool still_rings = called_ && state_ == PartyState::ringing;
  if (!undecided && !still_rings) {
    constexpr std::string_view names[] = {"", "ring", "ring", "answer", "refuse", "ignore"};
    return wrong_state(names[static_cast<std::size_t>(decision)]);
  }
  // A phone that rings already goes on ringing when told to ring or to ignore the call.
  const bool rings_on = decision == Decision::ring || decision == Decision::ignore;
  if (still_rings && rings_on) return {};
  decision_ = decision;
  if (state_ != PartyState::waiting) carry_out_decision();
  return {};
}

void Party::carry_out_decision() {
  if (decision_ == Decision::none) return;
  network_.loop().cancel(ring_timer_);
  const auto answer = invitation_->description
                          ? answer_to(*invitation_->description)
                          : describe_phone(id_, phone_.formats, direction_, phone_.secures);
  switch (decision_) {
    case Decision::none:
    case Decision::ignore:
      return;
    case Decision::ring:
    case Decision::ring_early: {
      Message ringing = response(MessageKind::invite, decision_ == Decision::ring ? 180 : 183);
      if (decision_ == Decision::ring_early) ringing.description = answer;
      if (state_ != PartyState::ringing) move_to(PartyState::ringing);
      tell(PartyEvent::Kind::rings, true, ringing.reason, ringing.status);
      if (decision_ == Decision::ring_early && answer && invitation_->description)
        begin_media(*invitation_->description);
      send(std::move(ringing));
      return;
    }
    case Decision::answer: {
      if (!answer) {
        refusal_ = response(MessageKind::invite, 488);
        decision_ = Decision::refuse;
        return carry_out_decision();
      }
      Message ok = response(MessageKind::invite, 200);
      ok.description = answer;
      move_to(PartyState::answered);
      tell(PartyEvent::Kind::answered, true);
      if (invitation_->description) begin_media(*invitation_->description);
      send(std::move(ok));
      return;
    }
    case Decision::refuse:
      tell(PartyEvent::Kind::refused, true, refusal_.reason, refusal_.status);
      send(refusal_);
      finish({Ending::How::refused, true, refusal_.status, refusal_.reason, {}, refusal_.cause});
      return;
  }
}

Result<void> Party::hang_up() {
  Message message;
  switch (state_) {
    case PartyState::calling:
    case PartyState::ringing:
      if (called_) return refuse(603);
      message.kind = MessageKind::cancel;
      cancelling_ = true;
      move_to(PartyState::leaving);
      tell(PartyEvent::Kind::cancelled, true);
      break;
    case PartyState::invited:
      return refuse(603);
    case PartyState::answered:
      message.kind = MessageKind::bye;
      move_to(PartyState::leaving);
      ending_ = Ending{Ending::How::hung_up, true, 0, {}, {}, 16};
      tell(PartyEvent::Kind::hung_up, true);
      stop_speaking();
      break;
    case PartyState::waiting:
    case PartyState::leaving:
    case PartyState::over:
      return wrong_state("hang up");
  }
  end_media();
  send(std::move(message));
  return {};
}

void Party::vanish() {
  if (state_ == PartyState::over) return;
  tell(PartyEvent::Kind::vanished, true);
  vanished_ = true;
  network_.end_of_media_to_runtime(id_);
  end_media();
  network_.loop().cancel(ring_timer_);
  network_.loop().cancel(offer_timer_);
  network_.loop().cancel(speech_timer_);
  speaking_ = false;
  ending_ = Ending{Ending::How::unanswered, true, 0, {}, {}, 16};
  state_ = PartyState::over;
}

void Party::receive(const Message& message) {
  if (vanished_) return;
  switch (message.kind) {
    case MessageKind::invite:
      return receive_invite(message);
    case MessageKind::response:
      return receive_response(message);
    case MessageKind::cancel:
      return receive_cancel();
    case MessageKind::bye:
      return receive_bye(message);
    case MessageKind::reinvite:
      return receive_reinvite(message);
    case MessageKind::notify:
      send(response(MessageKind::notify, 200));
      return end_transfer(message.status);
    case MessageKind::refer:
      return send(response(MessageKind::refer, 603));
    case MessageKind::ack:
      if (message.description) begin_media(*message.description);
      return;
    case MessageKind::info:
      send(response(MessageKind::info, phone_.no_info ? 501 : 200));
      if (!phone_.no_info) hear_digit(message.digit);
      return;
  }
}

void Party::receive_invite(const Message& message) {
  invitation_ = message;
  called_ = true;
  move_to(PartyState::invited);
  tell(PartyEvent::Kind::is_called, false, message.dialled.uri);
  if (decision_ == Decision::ignore) return;
  send(response(MessageKind::invite, 100));
  if (decision_ != Decision::none) return carry_out_decision();
  ring_timer_ = network_.loop().after(ring_delay, [this] {
    decision_ = Decision::ring;
    carry_out_decision();
  });
}

void Party::receive_response(const Message& message) {
  switch (message.request) {
    case MessageKind::invite:
      return receive_invite_response(message);
    case MessageKind::reinvite:
      return receive_reinvite_response(message);
    case MessageKind::refer:
      if (message.status >= 300) end_transfer(message.status);
      return;
    case MessageKind::bye:
      if (state_ == PartyState::leaving) finish(*ending_);
      return;
    default:
      return;
  }
}

void Party::receive_invite_response(const Message& message) {
  if (state_ == PartyState::over) return;
  if (message.status < 200) {
    if (message.status < 180 || state_ == PartyState::leaving) return;
    if (state_ == PartyState::calling) move_to(PartyState::ringing);
    tell(PartyEvent::Kind::rings, false, message.reason, message.status);
    if (message.description) begin_media(*message.description);
    return;
  }
  Message ack;
  ack.kind = MessageKind::ack;
  if (message.status >= 300) {
    send(std::move(ack));
    if (cancelling_) return finish({Ending::How::cancelled, true, message.status, message.reason, {}, 16});
    const bool redirected = message.status < 400;
    std::string targets;
    for (const auto& target : message.targets)
      targets += (targets.empty() ? "" : ", ") + target;
    tell(redirected ? PartyEvent::Kind::redirected : PartyEvent::Kind::refused, false,
         redirected ? targets : message.reason, message.status);
    return finish({redirected ? Ending::How::redirected : Ending::How::refused, false, message.status,
                   message.reason, message.targets, message.cause});
  }
  if (phone_.offerless && message.description) ack.description = answer_to(*message.description);
  if (cancelling_) {
    // The 2xx crossed our CANCEL: the call stands, and is cleared by BYE (RFC 3261, section 9.1).
    send(std::move(ack));
    Message bye;
    bye.kind = MessageKind::bye;
    ending_ = Ending{Ending::How::cancelled, true, 0, {}, {}, 16};
    send(std::move(bye));
    return;
  }
  move_to(PartyState::answered);
  tell(PartyEvent::Kind::answered, false);
  if (message.description) begin_media(*message.description);
  send(std::move(ack));
}

void Party::receive_cancel() {
  send(response(MessageKind::cancel, 200));
  if (state_ != PartyState::invited && state_ != PartyState::ringing) return;
  tell(PartyEvent::Kind::cancelled, false);
  send(response(MessageKind::invite, 487));
  finish({Ending::How::cancelled, false, 487, {}, {}, 16});
}

void Party::receive_bye(const Message& message) {
  send(response(MessageKind::bye, 200));
  if (state_ == PartyState::over) return;
  if (state_ == PartyState::answered) tell(PartyEvent::Kind::hung_up, false);
  // Both sides may have hung up at once; then the party's own BYE stands as the ending.
  finish(ending_ ? *ending_ : Ending{Ending::How::hung_up, false, 0, message.reason, {}, message.cause});
}

void Party::finish(Ending ending) {
  network_.loop().cancel(ring_timer_);
  network_.loop().cancel(offer_timer_);
  end_media();
  stop_speaking();
  ending_ = std::move(ending);
  move_to(PartyState::over);
}

}  // namespace tipring::sim
