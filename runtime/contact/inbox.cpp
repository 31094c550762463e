#include "runtime/contact/inbox.h"

#include <utility>

namespace tipring {

void Inbox::deliver_to(TelephonyEvents& telephony, MediaEvents& media, MessagingEvents& messaging) {
  telephony_ = &telephony;
  media_ = &media;
  messaging_ = &messaging;
}

void Inbox::arrived(IncomingCall call) {
  tell_telephony([call = std::move(call)](TelephonyEvents& floor) mutable { floor.arrived(std::move(call)); });
}

void Inbox::ringing(LegId leg, std::optional<SessionDescription> early) {
  tell_telephony([leg, early = std::move(early)](TelephonyEvents& floor) mutable {
    floor.ringing(leg, std::move(early));
  });
}

void Inbox::answered(LegId leg, SessionDescription description) {
  tell_telephony([leg, description = std::move(description)](TelephonyEvents& floor) mutable {
    floor.answered(leg, std::move(description));
  });
}

void Inbox::acknowledged(LegId leg, std::optional<SessionDescription> description) {
  tell_telephony([leg, description = std::move(description)](TelephonyEvents& floor) mutable {
    floor.acknowledged(leg, std::move(description));
  });
}

void Inbox::offered(LegId leg, std::optional<SessionDescription> offer) {
  tell_telephony([leg, offer = std::move(offer)](TelephonyEvents& floor) mutable {
    floor.offered(leg, std::move(offer));
  });
}

void Inbox::offer_accepted(LegId leg, SessionDescription answer) {
  tell_telephony([leg, answer = std::move(answer)](TelephonyEvents& floor) mutable {
    floor.offer_accepted(leg, std::move(answer));
  });
}

void Inbox::offer_refused(LegId leg, int status) {
  tell_telephony([leg, status](TelephonyEvents& floor) { floor.offer_refused(leg, status); });
}

void Inbox::media_lost(LegId leg) {
  tell_telephony([leg](TelephonyEvents& floor) { floor.media_lost(leg); });
}

void Inbox::digit(LegId leg, char digit) {
  tell_media([leg, digit](MediaEvents& floor) { floor.digit(leg, digit); });
}

void Inbox::digit_signalled(LegId leg, char digit) {
  tell_telephony([leg, digit](TelephonyEvents& floor) { floor.digit_signalled(leg, digit); });
}

void Inbox::transfer_asked(LegId leg, TransferRequest request) {
  tell_telephony([leg, request = std::move(request)](TelephonyEvents& floor) mutable {
    floor.transfer_asked(leg, std::move(request));
  });
}

void Inbox::digit_sent(LegId leg, OperationHandle operation, int status) {
  tell_telephony(
      [leg, operation, status](TelephonyEvents& floor) { floor.digit_sent(leg, operation, status); });
}

void Inbox::released(LegId leg, Release release) {
  tell_telephony([leg, release = std::move(release)](TelephonyEvents& floor) mutable {
    floor.released(leg, std::move(release));
  });
}

void Inbox::state_changed(LegId leg, std::string state) {
  tell_telephony([leg, state = std::move(state)](TelephonyEvents& floor) mutable {
    floor.state_changed(leg, std::move(state));
  });
}

void Inbox::play_finished(LegId leg, OperationHandle operation, std::string problem) {
  tell_media([leg, operation, problem = std::move(problem)](MediaEvents& floor) mutable {
    floor.play_finished(leg, operation, std::move(problem));
  });
}

void Inbox::record_finished(LegId leg, OperationHandle operation, RecordingResult result) {
  tell_media([leg, operation, result = std::move(result)](MediaEvents& floor) mutable {
    floor.record_finished(leg, operation, std::move(result));
  });
}

void Inbox::digits_sent(LegId leg, OperationHandle operation) {
  tell_media([leg, operation](MediaEvents& floor) { floor.digits_sent(leg, operation); });
}

void Inbox::fell_silent(LegId leg, std::chrono::milliseconds silence) {
  tell_media([leg, silence](MediaEvents& floor) { floor.fell_silent(leg, silence); });
}

void Inbox::message_arrived(IncomingMessage message) {
  tell_messaging([message = std::move(message)](MessagingEvents& floor) mutable {
    floor.message_arrived(std::move(message));
  });
}

void Inbox::message_sent(OperationHandle operation, MessageOutcome outcome) {
  tell_messaging([operation, outcome = std::move(outcome)](MessagingEvents& floor) mutable {
    floor.message_sent(operation, std::move(outcome));
  });
}

void Inbox::speech_changed(LegId leg, SpeechChange change) {
  tell_media([leg, change](MediaEvents& floor) { floor.speech_changed(leg, change); });
}

}  // namespace tipring
