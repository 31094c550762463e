#include "cli/phone/phones.h"

#include <utility>

#include "cli/phone/phone.h"

namespace tipring::cli {

void Phones::plug_in(Telephony& telephony, sip::Transferor& transferor, Media& media, rtp::MediaTaps& taps) {
  telephony_ = &telephony;
  transferor_ = &transferor;
  media_ = &media;
  taps_ = &taps;
}

Phone* Phones::find(LegId leg) const {
  const auto found = phones_.find(leg);
  return found == phones_.end() ? nullptr : found->second;
}

void Phones::arrived(IncomingCall call) {
  Phone* phone = pick_ ? pick_(call) : nullptr;
  if (phone == nullptr || phone->state() != PhoneState::idle) {
    telephony_->reject(call.leg, 480, {}, {});
    return;
  }
  phone->called(std::move(call));
}

void Phones::ringing(LegId leg, std::optional<SessionDescription> early) {
  if (Phone* phone = find(leg)) phone->ringing(early);
}

void Phones::answered(LegId leg, SessionDescription description) {
  if (Phone* phone = find(leg)) phone->answered(description);
}

void Phones::acknowledged(LegId leg, std::optional<SessionDescription> description) {
  if (Phone* phone = find(leg)) phone->acknowledged(description);
}

void Phones::offered(LegId leg, std::optional<SessionDescription> offer) {
  if (Phone* phone = find(leg)) phone->offered(offer);
}

void Phones::offer_accepted(LegId leg, SessionDescription answer) {
  if (Phone* phone = find(leg)) phone->offer_accepted(answer);
}

// A phone that nobody sits at calls nobody for others.
void Phones::transfer_asked(LegId leg, TransferRequest /*request*/) {
  telephony_->transfer_status(leg, 603);
}

void Phones::refer(LegId leg, sip::TransferOrder order) {
  transferor_->refer(leg, std::move(order), [this, leg](int status) {
    if (Phone* phone = find(leg)) phone->transfer_status(status);
  });
}

void Phones::offer_refused(LegId leg, int status) {
  if (Phone* phone = find(leg)) phone->offer_refused(status);
}

void Phones::digit(LegId leg, char digit) {
  if (Phone* phone = find(leg)) phone->digit(digit);
}

void Phones::released(LegId leg, Release release) {
  if (Phone* phone = find(leg)) phone->released(std::move(release));
}

void Phones::play_finished(LegId leg, OperationHandle operation, std::string problem) {
  if (Phone* phone = find(leg)) phone->play_finished(operation, std::move(problem));
}

void Phones::record_finished(LegId leg, OperationHandle /*operation*/, RecordingResult result) {
  if (Phone* phone = find(leg)) phone->record_finished(result);
}

void Phones::digits_sent(LegId leg, OperationHandle operation) {
  if (Phone* phone = find(leg)) phone->digits_sent(operation);
}

}  // namespace tipring::cli
