// What telephony tells of legs whose media goes through an rtpengine.

#include <utility>

#include "adapters/rtpengine/proxied_telephony.h"
#include "adapters/rtpengine/without_rtpengine.h"

namespace tipring::rtpengine {

void ProxiedTelephony::arrived(IncomingCall call) {
  const auto kind = around_.kind_of(call.phone, call.trunk);
  if (!kind) return around_.events.arrived(std::move(call));
  ProxiedLeg& leg = keep(call.leg, *kind);
  if (!call.offer) return around_.events.arrived(std::move(call));
  leg.known_to_floor = false;
  leg.answers_invite = true;
  const LegId id = call.leg;
  const SessionDescription offer = *call.offer;
  translate(id, Role::offer, Side::peer, offer,
            [this, call = std::move(call)](Result<SessionDescription> changed) mutable {
              if (!changed) {
                warn(call.leg, "the call is refused", changed.error());
                return telephony_->reject(call.leg, 503, "", come_back);
              }
              legs_.at(call.leg).known_to_floor = true;
              call.offer = std::move(changed).value();
              around_.events.arrived(std::move(call));
            });
}

void ProxiedTelephony::ringing(LegId leg, std::optional<SessionDescription> early) {
  in_turn(leg, [this, leg, early = std::move(early)] {
    if (find(leg) == nullptr || !early) return around_.events.ringing(leg, early);
    translate(leg, Role::answer, Side::peer, *early, [this, leg](Result<SessionDescription> changed) {
      if (changed) return around_.events.ringing(leg, std::move(changed).value());
      warn(leg, "no early media", changed.error());
      around_.events.ringing(leg, std::nullopt);
    });
  });
}

void ProxiedTelephony::answered(LegId leg, SessionDescription description) {
  in_turn(leg, [this, leg, description = std::move(description)] {
    if (find(leg) == nullptr) return around_.events.answered(leg, description);
    translate(leg, Role::answer, Side::peer, description, [this, leg](Result<SessionDescription> changed) {
      if (changed) return around_.events.answered(leg, std::move(changed).value());
      warn(leg, "the call is ended", changed.error());
      telephony_->release(leg, without_rtpengine(changed.error()));
    });
  });
}

void ProxiedTelephony::acknowledged(LegId leg, std::optional<SessionDescription> description) {
  in_turn(leg, [this, leg, description = std::move(description)] {
    if (find(leg) == nullptr || !description) return around_.events.acknowledged(leg, description);
    translate(leg, Role::answer, Side::peer, *description, [this, leg](Result<SessionDescription> changed) {
      if (changed) return around_.events.acknowledged(leg, std::move(changed).value());
      warn(leg, "the call is ended", changed.error());
      telephony_->release(leg, without_rtpengine(changed.error()));
    });
  });
}

void ProxiedTelephony::offered(LegId leg, std::optional<SessionDescription> offer) {
  in_turn(leg, [this, leg, offer = std::move(offer)] {
    if (find(leg) == nullptr || !offer) return around_.events.offered(leg, offer);
    translate(leg, Role::offer, Side::peer, *offer, [this, leg](Result<SessionDescription> changed) {
      if (changed) return around_.events.offered(leg, std::move(changed).value());
      legs_.at(leg).peer_offered = false;
      warn(leg, "a change is refused", changed.error());
      telephony_->refuse_offer(leg, 503);
    });
  });
}

void ProxiedTelephony::offer_accepted(LegId leg, SessionDescription answer) {
  in_turn(leg, [this, leg, answer = std::move(answer)] {
    if (find(leg) == nullptr) return around_.events.offer_accepted(leg, answer);
    translate(leg, Role::answer, Side::peer, answer, [this, leg](Result<SessionDescription> changed) {
      if (changed) return around_.events.offer_accepted(leg, std::move(changed).value());
      warn(leg, "a change goes nowhere", changed.error());
      around_.events.offer_refused(leg, 503);
    });
  });
}

void ProxiedTelephony::offer_refused(LegId leg, int status) {
  in_turn(leg, [this, leg, status] { around_.events.offer_refused(leg, status); });
}

void ProxiedTelephony::media_lost(LegId leg) {
  in_turn(leg, [this, leg] { around_.events.media_lost(leg); });
}

void ProxiedTelephony::digit_signalled(LegId leg, char digit) {
  in_turn(leg, [this, leg, digit] { around_.events.digit_signalled(leg, digit); });
}

void ProxiedTelephony::transfer_asked(LegId leg, TransferRequest request) {
  in_turn(leg, [this, leg, request = std::move(request)] { around_.events.transfer_asked(leg, request); });
}

void ProxiedTelephony::digit_sent(LegId leg, OperationHandle operation, int status) {
  in_turn(leg, [this, leg, operation, status] { around_.events.digit_sent(leg, operation, status); });
}

void ProxiedTelephony::state_changed(LegId leg, std::string state) {
  in_turn(leg, [this, leg, state = std::move(state)] { around_.events.state_changed(leg, state); });
}

// The end waits for nothing, and ends what waits.
void ProxiedTelephony::released(LegId leg, Release release) {
  const ProxiedLeg* proxied = find(leg);
  const bool told = proxied == nullptr || proxied->known_to_floor;
  forget(leg);
  if (told) around_.events.released(leg, std::move(release));
}

}  // namespace tipring::rtpengine
