// Legs of an earlier run of the runtime, taken up from the ledger.

#include <string>
#include <utility>

#include "runtime/contact/legs.h"
#include "runtime/ports/user_part.h"

namespace tipring {
namespace {

const MediaStream* stream_in_use(const SessionDescription& description) {
  for (const MediaStream& stream : description.streams) {
    if (stream.address.port != 0) return &stream;
  }
  return nullptr;
}

// What both have named: where we have answered it is ours, where we have offered it is theirs.
std::optional<PayloadFormat> format_in_force(const AgreedDescriptions& agreed) {
  const MediaStream* ours = stream_in_use(agreed.ours);
  const MediaStream* theirs = stream_in_use(agreed.theirs);
  if (ours == nullptr || theirs == nullptr) return std::nullopt;
  for (const PayloadFormat& format : theirs->formats) {
    for (const PayloadFormat& own : ours->formats) {
      if (same_format(format, own)) return own;
    }
  }
  return std::nullopt;
}

// New keys for what was secured; what may be secured is asked for again.
OfferedSecurity security_in_force(const AgreedDescriptions& agreed, SrtpPolicy policy) {
  const MediaStream* ours = stream_in_use(agreed.ours);
  if (ours != nullptr && ours->protocol == "RTP/SAVP") return {std::string(usual_srtp_suite), false};
  if (policy == SrtpPolicy::off) return {};
  return {std::string(usual_srtp_suite), policy == SrtpPolicy::optional};
}

}  // namespace

Result<Leg*> Legs::take_up(const OpenLeg& lost, ContactId contact) {
  auto agreed = floor_.telephony.take_up(
      {.leg = lost.leg, .state = lost.state, .phone = lost.phone, .trunk = lost.trunk});
  if (!agreed) return agreed.error();
  PartyAddress peer;
  peer.user = user_part_of(lost.peer);
  peer.uri = lost.peer;
  auto owned =
      std::make_unique<Leg>(lost.leg, contact, lost.incoming ? LegDirection::incoming : LegDirection::outgoing,
                            std::move(peer), lost.transport, lost.invited);
  Leg& leg = *owned;
  leg.phone = lost.phone;
  leg.trunk = lost.trunk;
  leg.answered_at = lost.answered;
  leg.traits = floor_.settings.parties.traits_of(leg.phone, leg.trunk);
  leg.held_by_us = lost.held_by_us;
  leg.held_by_peer = lost.held_by_peer;
  leg.audio = format_in_force(agreed.value());
  leg.security = security_in_force(agreed.value(), leg.traits.srtp);
  leg.recovering = true;
  leg.enter(LegState::answered);
  legs_.emplace(leg.id, std::move(owned));
  added_(leg);
  // Without media it cannot go on: who takes it up lets it go.
  static_cast<void>(open_media(leg));
  return &leg;
}

// A party that holds us says so again with its answer.
void Legs::recovered(Leg& leg) {
  leg.recovering = false;
  write(EntryKind::leg_recovered, leg);
  if (!leg.agreed) return;
  const MediaDirection direction = leg.agreed->direction;
  const bool on = direction == MediaDirection::receive_only || direction == MediaDirection::inactive;
  if (on == leg.held_by_peer) return;
  note_hold(leg, leg.held_by_peer, on, "peer");
  set_peer(leg, *leg.agreed);
}

void Legs::note_lost(const OpenLeg& lost, ContactId contact, const Release& release) {
  floor_.ledger.write({.kind = EntryKind::leg_released,
                       .contact = contact,
                       .leg = lost.leg,
                       .fields = {{"by", std::string("system")},
                                  {"status", std::int64_t{release.status}},
                                  {"cause", std::int64_t{release.cause}},
                                  {"reason", release.reason}}});
}

}  // namespace tipring
