// What a party and we offer each other within a call: holds, direct media, and the answers to either.

#include <utility>

#include "runtime/contact/legs.h"

namespace tipring {
namespace {

// An answer or an offer that lets its reader talk to this party as it has been agreed on with it.
MediaCapabilities speaking_like(const MediaPeer& party) {
  MediaCapabilities capabilities{
      .audio = {party.audio}, .telephone_events = {}, .packet_time = party.packet_time};
  if (party.telephone_event) {
    capabilities.telephone_events = {
        {*party.telephone_event, "telephone-event", party.telephone_event_rate, "0-15"}};
  }
  return capabilities;
}

void show_rtcp(SessionDescription& description, const MediaPeer& party) {
  for (MediaStream& stream : description.streams) {
    if (stream.address.port == 0) continue;
    stream.rtcp_port = party.rtcp_port;
    stream.rtcp_mux = party.rtcp_mux;
  }
}

}  // namespace

void Legs::note_hold(Leg& leg, bool& held, bool on, std::string by) {
  if (held == on) return;
  held = on;
  write(EntryKind::leg_held, leg, {{"on", on}, {"by", std::move(by)}});
}

void Legs::set_elsewhere(Leg& leg, std::optional<MediaAddress> elsewhere) {
  const bool differs = leg.elsewhere.has_value() != elsewhere.has_value();
  leg.elsewhere = std::move(elsewhere);
  if (differs) write(EntryKind::leg_path, leg, {{"media", std::string(path_of(leg))}});
}

// Whose audio goes elsewhere may say again what it has said, as when it refreshes the session, without having
// to send it here.
std::optional<Negotiated> Legs::answer_directly(const Leg& leg, const SessionDescription& offer) const {
  const Leg* other = find(leg.bridged_with);
  if (!leg.elsewhere || other == nullptr || !other->agreed || *leg.elsewhere != other->agreed->address)
    return std::nullopt;
  auto direct = answer_offer(offer, speaking_like(*other->agreed), *leg.elsewhere);
  if (!direct || direct->peer.direction != MediaDirection::send_receive) return std::nullopt;
  show_rtcp(direct->answer, *other->agreed);
  return std::move(direct).value();
}

Result<Negotiated> Legs::answer_change(Leg& leg, const SessionDescription& offer) {
  if (auto direct = answer_directly(leg, offer)) return std::move(*direct);
  auto negotiated = answer_offer(offer, floor_.settings.capabilities, *leg.local_media, leg.traits.srtp);
  if (negotiated) set_elsewhere(leg, std::nullopt);
  return negotiated;
}

void Legs::offered(Leg& leg, const std::optional<SessionDescription>& offer) {
  // A caller may change its early media, too (RFC 3262, section 5; RFC 3311).
  const bool early = leg.early_media && leg.direction == LegDirection::incoming && leg.live();
  if ((leg.state() != LegState::answered && !early) || !leg.has_media()) return;
  SessionDescription description;
  if (offer) {
    auto negotiated = answer_change(leg, *offer);
    if (!negotiated) {
      floor_.outbox.add([&telephony = floor_.telephony, id = leg.id] { telephony.refuse_offer(id, 488); });
      return;
    }
    const MediaDirection direction = negotiated->peer.direction;
    const bool on = direction == MediaDirection::receive_only || direction == MediaDirection::inactive;
    note_hold(leg, leg.held_by_peer, on, "peer");
    set_peer(leg, negotiated->peer);
    // Our answer to the call says so again.
    if (leg.state() != LegState::answered) leg.remote_offer = offer;
    description = std::move(negotiated->answer);
  } else {
    leg.our_offer = description = offer_again(leg);
  }
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, description = std::move(description)] {
    telephony.accept_offer(id, description);
  });
  changed_(leg);
}

void Legs::send_offer(Leg& leg, OpenChange change) {
  leg.our_change = std::move(change);
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, offer = leg.our_change->offer] {
    telephony.offer(id, offer);
  });
}

Result<void> Legs::offer(Leg& leg, MediaDirection direction) {
  if (leg.state() != LegState::answered || !leg.has_media())
    return Error{"wrong-state", "the call is not answered"};
  if (leg.awaited_change || (leg.our_change && leg.our_change->by_operation))
    return Error{"busy", "an earlier change of the call's media is not answered yet", true};
  leg.awaited_change = direction;
  if (!leg.our_change) send_awaited_offer(leg);
  return {};
}

void Legs::send_awaited_offer(Leg& leg) {
  const auto direction = std::exchange(leg.awaited_change, std::nullopt);
  if (direction && leg.state() == LegState::answered)
    send_offer(leg, {.offer = offer_again(leg, *direction), .by_operation = true});
}

void Legs::offer_path(Leg& leg, const Leg* other) {
  if (other == nullptr) return send_offer(leg, {.offer = offer_again(leg)});
  const MediaPeer& party = *other->agreed;
  SessionDescription offer = make_offer(speaking_like(party), party.address);
  show_rtcp(offer, party);
  send_offer(leg, {.offer = std::move(offer), .elsewhere = party.address});
}

void Legs::offer_anew(Leg& leg) {
  if (leg.state() != LegState::answered || !leg.has_media() || leg.our_change) return;
  send_offer(leg, {.offer = offer_again(
                       leg, leg.held_by_us ? MediaDirection::send_only : MediaDirection::send_receive)});
}

Result<bool> Legs::offer_accepted(Leg& leg, const SessionDescription& answer) {
  if (!leg.our_change) return false;
  const OpenChange change = *std::exchange(leg.our_change, std::nullopt);
  set_elsewhere(leg, change.elsewhere);
  if (auto usable = take_answer(leg, change.offer, answer); !usable) return usable.error();
  if (change.by_operation) {
    const bool on = change.offer.streams.front().direction == MediaDirection::send_only;
    note_hold(leg, leg.held_by_us, on, "us");
  }
  send_awaited_offer(leg);
  changed_(leg);
  return change.by_operation;
}

// The call goes on as it was. A party that does not give up its way is taken at its word where it sends to
// another, and not asked again; who does not come back is heard no more, which the media notices.
bool Legs::offer_refused(Leg& leg) {
  if (!leg.our_change) return false;
  const OpenChange change = *std::exchange(leg.our_change, std::nullopt);
  if (!change.by_operation) {
    leg.keeps_relayed = true;
    if (!change.elsewhere) set_elsewhere(leg, std::nullopt);
    if (leg.agreed) set_peer(leg, *leg.agreed);
  }
  send_awaited_offer(leg);
  changed_(leg);
  return change.by_operation;
}

}  // namespace tipring
