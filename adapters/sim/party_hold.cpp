// A party that holds whom it talks to, and how it meets what the other side would change.

#include <utility>

#include "adapters/sim/network.h"
#include "adapters/sim/party.h"
#include "adapters/sim/phone_description.h"

namespace tipring::sim {
namespace {

// Of glare: the side that made up the Call-ID waits for longer (RFC 3261, section 14.1).
constexpr Duration glare_back_off = std::chrono::seconds(1);

// Who answers 491 for ever is no glare.
constexpr int most_offer_tries = 5;

}  // namespace

Result<void> Party::hold() {
  return offer_direction(MediaDirection::send_only);
}
Result<void> Party::resume() {
  return offer_direction(MediaDirection::send_receive);
}

Result<void> Party::offer_direction(MediaDirection direction) {
  if (state_ != PartyState::answered)
    return wrong_state(direction == MediaDirection::send_only ? "hold" : "take up the call again");
  if (offered_direction_) return Error{"wrong-state", name_ + " waits for the answer to its last offer", true};
  offered_direction_ = direction;
  offer_refusal_ = 0;
  offer_tries_ = 0;
  send_offer();
  return {};
}

void Party::send_offer() {
  offer_sent_ = true;
  ++offer_tries_;
  Message reinvite;
  reinvite.kind = MessageKind::reinvite;
  reinvite.description = describe_phone(id_, phone_.formats, *offered_direction_, phone_.secures);
  send(std::move(reinvite));
}

void Party::receive_reinvite_response(const Message& message) {
  if (message.status < 200 || !offer_sent_) return;
  Message ack;
  ack.kind = MessageKind::ack;
  send(std::move(ack));
  offer_sent_ = false;
  if (state_ != PartyState::answered) return;
  if (message.status == 491 && offer_tries_ < most_offer_tries) {
    const Duration back_off = called_ ? glare_back_off : 2 * glare_back_off;
    offer_timer_ = network_.loop().after(back_off, [this] {
      if (state_ == PartyState::answered) send_offer();
    });
    return;
  }
  const MediaDirection wanted = *std::exchange(offered_direction_, std::nullopt);
  if (message.status >= 300) {
    offer_refusal_ = message.status;
    return tell(PartyEvent::Kind::hold_refused, false, message.reason, message.status);
  }
  direction_ = wanted;
  if (message.description) begin_media(*message.description);
  tell(PartyEvent::Kind::held, true, wanted == MediaDirection::send_only ? "hold" : "resume");
}

void Party::receive_reinvite(const Message& message) {
  if (state_ != PartyState::answered) return send(response(MessageKind::reinvite, 481));
  if (offer_sent_) return send(response(MessageKind::reinvite, 491));
  if (phone_.refuses_changes != 0) return send(response(MessageKind::reinvite, phone_.refuses_changes));
  Message ok = response(MessageKind::reinvite, 200);
  if (message.description) {
    ok.description = answer_to(*message.description);
    if (!ok.description) return send(response(MessageKind::reinvite, 488));
    begin_media(*message.description);
  } else {
    ok.description = describe_phone(id_, phone_.formats, direction_, phone_.secures);
  }
  send(std::move(ok));
}

}  // namespace tipring::sim
