#include "runtime/contact/legs.h"

#include <cassert>
#include <utility>

#include "runtime/ports/release_cause.h"

namespace tipring {
namespace {

std::string_view to_string(Release::By by) {
  switch (by) {
    case Release::By::remote:
      return "remote";
    case Release::By::local:
      return "local";
    case Release::By::system:
      return "system";
  }
  return "";
}

OfferedSecurity security_for(SrtpPolicy policy) {
  if (policy == SrtpPolicy::off) return {};
  return {std::string(usual_srtp_suite), policy == SrtpPolicy::optional};
}

}  // namespace

void Legs::write(EntryKind kind, const Leg& leg, std::vector<std::pair<std::string, FieldValue>> fields) {
  floor_.ledger.write({.kind = kind, .contact = leg.contact, .leg = leg.id, .fields = std::move(fields)});
}

Leg* Legs::find(LegId leg) const {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? nullptr : found->second.get();
}

Leg& Legs::add(std::unique_ptr<Leg> leg) {
  Leg& added = *leg;
  legs_.emplace(added.id, std::move(leg));
  std::vector<std::pair<std::string, FieldValue>> fields{
      {"direction", std::string(tipring::to_string(added.direction))},
      {"peer", added.peer.uri},
      {"transport", added.transport}};
  if (!added.phone.empty()) fields.emplace_back("phone", added.phone);
  if (!added.trunk.empty()) fields.emplace_back("trunk", added.trunk);
  write(EntryKind::leg_invited, added, std::move(fields));
  added_(added);
  return added;
}

Leg& Legs::add_incoming(const IncomingCall& call, ContactId contact) {
  auto leg = std::make_unique<Leg>(call.leg, contact, LegDirection::incoming, call.caller, call.transport,
                                   floor_.loop.clock().utc());
  leg->remote_offer = call.offer;
  leg->phone = call.phone;
  leg->trunk = call.trunk;
  leg->traits = floor_.settings.parties.traits_of(call.phone, call.trunk);
  return add(std::move(leg));
}

std::optional<PayloadFormat> Legs::spoken_by(const Leg& leg) const {
  if (leg.audio || !leg.remote_offer) return leg.audio;
  const auto negotiated = examine_offer(*leg.remote_offer, floor_.settings.capabilities, leg.traits.srtp);
  return negotiated ? std::optional(negotiated->peer.audio) : std::nullopt;
}

SessionDescription Legs::offer_again(const Leg& leg, MediaDirection direction) const {
  const MediaCapabilities& capabilities = floor_.settings.capabilities;
  return make_offer(leg.audio ? preferring(capabilities, *leg.audio) : capabilities, *leg.local_media,
                    direction, leg.security);
}

Result<LegId> Legs::place(const Leg& caller, OutgoingCall call, bool beside) {
  call.leg = floor_.ids.next_leg();
  PartyAddress peer;
  peer.uri = call.target;
  auto leg = std::make_unique<Leg>(call.leg, caller.contact, LegDirection::outgoing, std::move(peer), "",
                                   floor_.loop.clock().utc());
  leg->phone = call.phone;
  leg->trunk = call.trunk;
  leg->beside = beside;
  if (auto opened = open_media(*leg); !opened) return opened.error();
  leg->traits = floor_.settings.parties.traits_of(call.phone, call.trunk);
  leg->security = security_for(leg->traits.srtp);
  if (leg->traits.srtp == SrtpPolicy::required && leg->local_media->srtp_key.empty()) {
    close_media(*leg);
    return Error{"no-key", "there is no key to secure the call's media by", false};
  }
  leg->audio = spoken_by(caller);
  call.offer = offer_again(*leg);
  leg->our_offer = call.offer;
  const LegId id = add(std::move(leg)).id;
  floor_.outbox.add([&telephony = floor_.telephony, call = std::move(call)] { telephony.place(call); });
  return id;
}

Result<void> Legs::open_media(Leg& leg) {
  if (leg.has_media()) return {};
  auto address = floor_.media.open(leg.id);
  if (!address) return address.error();
  leg.local_media = std::move(address).value();
  return {};
}

void Legs::close_media(Leg& leg) {
  if (!leg.has_media()) return;
  leg.local_media.reset();
  floor_.outbox.add([&media = floor_.media, id = leg.id] { media.close(id); });
}

void Legs::set_peer(Leg& leg, MediaPeer peer) {
  peer.digits = leg.traits.digits;
  peer.sends_elsewhere = leg.elsewhere.has_value();
  leg.agreed = peer;
  leg.audio = peer.audio;
  if (peer.security) {
    leg.security = {peer.security->suite, peer.security->opportunistic};
  } else {
    leg.security = {};
  }
  // What a telephone sends to whom it holds is its room; a trunk's switchboard sends music.
  const bool may_send = peer.direction == MediaDirection::receive_only;
  if (may_send && leg.held_by_peer && leg.trunk.empty()) peer.direction = MediaDirection::inactive;
  floor_.outbox.add([&media = floor_.media, id = leg.id, peer = std::move(peer)] { media.set_peer(id, peer); });
}

Result<SessionDescription> Legs::describe(Leg& leg) {
  if (auto opened = open_media(leg); !opened) return opened.error();
  if (!leg.remote_offer) {
    leg.security = security_for(leg.traits.srtp);
    leg.our_offer = offer_again(leg);
    return *leg.our_offer;
  }
  auto negotiated =
      answer_offer(*leg.remote_offer, floor_.settings.capabilities, *leg.local_media, leg.traits.srtp);
  if (!negotiated) return negotiated.error();
  set_peer(leg, negotiated->peer);
  return std::move(negotiated->answer);
}

void Legs::ring(Leg& leg) {
  if (leg.direction != LegDirection::incoming || leg.state() != LegState::invited) return;
  leg.enter(LegState::ringing);
  write(EntryKind::leg_ringing, leg, {{"early", false}});
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id] { telephony.ring(id, std::nullopt); });
}

Result<void> Legs::send_early_media(Leg& leg) {
  if (leg.state() == LegState::answered || leg.early_media) return {};
  if (!leg.live()) return Error{"gone", "the call is over"};
  // An INVITE without an offer cannot have early media: there is nothing the 183 could answer.
  if (!leg.remote_offer)
    return Error{"not-acceptable", "the caller's INVITE has no offer to answer with early media"};
  auto description = describe(leg);
  if (!description) return description.error();
  leg.enter(LegState::ringing);
  leg.early_media = true;
  write(EntryKind::leg_ringing, leg, {{"early", true}});
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, description = std::move(description).value()] {
    telephony.ring(id, description);
  });
  return {};
}

Result<void> Legs::answer(Leg& leg) {
  if (leg.state() == LegState::answered) return {};
  if (!leg.live()) return Error{"gone", "the call is over"};
  auto description = describe(leg);
  if (!description) return description.error();
  leg.enter(LegState::answered);
  leg.answered_at = floor_.loop.clock().utc();
  write(EntryKind::leg_answered, leg);
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, description = std::move(description).value()] {
    telephony.answer(id, description);
  });
  changed_(leg);
  return {};
}

void Legs::reject(Leg& leg, int status, std::string reason) {
  if (!leg.live()) return;
  if (leg.state() == LegState::answered) return release(leg, {.by = Release::By::local});
  leg.release = {
      .by = Release::By::local, .status = status, .cause = cause_of_status(status), .reason = reason};
  leg.enter(LegState::releasing);
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, status, reason = std::move(reason)] {
    telephony.reject(id, status, reason, {});
  });
}

void Legs::redirect(Leg& leg, std::vector<std::string> targets) {
  if (!leg.live()) return;
  leg.release = {.by = Release::By::local, .status = 302, .reason = "redirected to " + targets.front()};
  leg.enter(LegState::releasing);
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, targets = std::move(targets)] {
    telephony.redirect(id, targets);
  });
}

void Legs::release(Leg& leg, Release release) {
  if (!leg.live()) return;
  leg.release = release;
  leg.enter(LegState::releasing);
  floor_.outbox.add([&telephony = floor_.telephony, id = leg.id, release = std::move(release)] {
    telephony.release(id, release);
  });
}

void Legs::ringing(Leg& leg, const std::optional<SessionDescription>& early) {
  if (leg.state() != LegState::invited && leg.state() != LegState::ringing) return;
  leg.enter(LegState::ringing);
  if (early && leg.our_offer) {
    if (auto peer = accept_answer(*leg.our_offer, *early)) {
      leg.early_media = true;
      set_peer(leg, std::move(peer).value());
    }
  }
  write(EntryKind::leg_ringing, leg, {{"early", leg.early_media}});
}

Result<void> Legs::answered(Leg& leg, const SessionDescription& description) {
  assert(leg.our_offer);
  leg.enter(LegState::answered);
  leg.answered_at = floor_.loop.clock().utc();
  write(EntryKind::leg_answered, leg);
  changed_(leg);
  return take_answer(leg, *std::exchange(leg.our_offer, std::nullopt), description);
}

// Without an answer that can be used, the leg ends.
Result<void> Legs::take_answer(Leg& leg, const SessionDescription& offer, const SessionDescription& answer) {
  auto peer = accept_answer(offer, answer);
  if (!peer) {
    release(leg, {.by = Release::By::system, .status = 488, .cause = 88, .reason = peer.error().text});
    return peer.error();
  }
  set_peer(leg, std::move(peer).value());
  return {};
}

void Legs::acknowledged(Leg& leg, const std::optional<SessionDescription>& description) {
  if (leg.state() != LegState::answered || !leg.our_offer) return;
  auto peer = description ? accept_answer(*leg.our_offer, *description)
                          : Result<MediaPeer>(Error{"not-acceptable", "the ACK does not answer our offer"});
  leg.our_offer.reset();
  if (!peer)
    return release(leg, {.by = Release::By::system, .status = 488, .cause = 88, .reason = peer.error().text});
  set_elsewhere(leg, std::nullopt);
  set_peer(leg, std::move(peer).value());
  changed_(leg);
}

void Legs::join(Leg& leg, const std::string& conference, ConferencePart part, Conferences::TakenOut taken_out) {
  unbridge(leg);
  supervision_.take_out(leg);
  conferences_.join(leg, conference, part, std::move(taken_out));
}

void Legs::bridge(Leg& first, Leg& second) {
  conferences_.take_out(first, "connected");
  conferences_.take_out(second, "connected");
  supervision_.take_out(first);
  supervision_.take_out(second);
  unbridge(first);
  unbridge(second);
  first.bridged_with = second.id;
  second.bridged_with = first.id;
  for (Leg* leg : {&first, &second}) {
    leg->keeps_relayed = false;
    leg->redirected = 0;
  }
  write(EntryKind::bridge_made, first, {{"with", tipring::to_string(second.id)}});
  floor_.outbox.add([&media = floor_.media, one = first.id, other = second.id] { media.bridge(one, other); });
  changed_(first);
  changed_(second);
}

void Legs::pass_on(const Leg& from, char digit, bool heard_by_media) {
  const Leg* other = find(from.bridged_with);
  if (other == nullptr || other->state() != LegState::answered) return;
  if (other->traits.digits == DigitMethod::info) {
    floor_.outbox.add(
        [&telephony = floor_.telephony, id = other->id, digit] { telephony.send_digit(id, {}, digit); });
  } else if (!heard_by_media || other->supervised) {
    floor_.outbox.add([&media = floor_.media, id = other->id, digit] { media.press(id, digit); });
  }
}

void Legs::unbridge(Leg& leg) {
  if (!leg.bridged_with) return;
  write(EntryKind::bridge_ended, leg, {{"with", tipring::to_string(leg.bridged_with)}});
  Leg* other = find(leg.bridged_with);
  leg.bridged_with = {};
  floor_.outbox.add([&media = floor_.media, id = leg.id] { media.unbridge(id); });
  if (other != nullptr) other->bridged_with = {};
  if (leg.supervised) supervision_.parted(leg);
  changed_(leg);
  if (other != nullptr) changed_(*other);
}

void Legs::transfer_status(const Leg& leg, int status) {
  floor_.outbox.add(
      [&telephony = floor_.telephony, id = leg.id, status] { telephony.transfer_status(id, status); });
}

void Legs::move(Leg& leg, ContactId to) {
  const ContactId from = leg.contact;
  leg.contact = to;
  write(EntryKind::leg_moved, leg, {{"from", tipring::to_string(from)}});
}

void Legs::ended(Leg& leg, Release release) {
  unbridge(leg);
  conferences_.leave(leg, "hung-up");
  supervision_.end(leg, SupervisionEnd::hung_up);
  // What we asked for tells more than the peer's confirmation of it.
  if (leg.state() != LegState::releasing) leg.release = std::move(release);
  leg.enter(LegState::ended);
  write(EntryKind::leg_released, leg,
        {{"by", std::string(to_string(leg.release.by))},
         {"status", std::int64_t{leg.release.status}},
         {"cause", std::int64_t{leg.release.cause}},
         {"reason", leg.release.reason}});
  close_media(leg);
}

}  // namespace tipring
