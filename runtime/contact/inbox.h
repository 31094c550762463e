#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "runtime/base/run_loop.h"
#include "runtime/ports/media.h"
#include "runtime/ports/messaging.h"
#include "runtime/ports/telephony.h"

namespace tipring {

/// The floor's letter box: what telephony, media and messaging tell becomes events of the run loop, so that
/// nothing they call re-enters the floor. Made before the ports, which are made before the floor. Control
/// thread only.
class Inbox final : public TelephonyEvents, public MediaEvents, public MessagingEvents {
 public:
  explicit Inbox(RunLoop& loop) : loop_(loop) {}

  /// Events that run before this find nobody and are dropped.
  void deliver_to(TelephonyEvents& telephony, MediaEvents& media, MessagingEvents& messaging);

  void arrived(IncomingCall call) override;
  void ringing(LegId leg, std::optional<SessionDescription> early) override;
  void answered(LegId leg, SessionDescription description) override;
  void acknowledged(LegId leg, std::optional<SessionDescription> description) override;
  void offered(LegId leg, std::optional<SessionDescription> offer) override;
  void offer_accepted(LegId leg, SessionDescription answer) override;
  void offer_refused(LegId leg, int status) override;
  void media_lost(LegId leg) override;
  void digit(LegId leg, char digit) override;
  void digit_signalled(LegId leg, char digit) override;
  void transfer_asked(LegId leg, TransferRequest request) override;
  void digit_sent(LegId leg, OperationHandle operation, int status) override;
  void released(LegId leg, Release release) override;
  void state_changed(LegId leg, std::string state) override;
  void play_finished(LegId leg, OperationHandle operation, std::string problem) override;
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) override;
  void digits_sent(LegId leg, OperationHandle operation) override;
  void fell_silent(LegId leg, std::chrono::milliseconds silence) override;
  void message_arrived(IncomingMessage message) override;
  void message_sent(OperationHandle operation, MessageOutcome outcome) override;
  void speech_changed(LegId leg, SpeechChange change) override;

 private:
  template <typename Tell>
  void tell_telephony(Tell tell) {
    loop_.post([this, tell = std::move(tell)]() mutable {
      if (telephony_ != nullptr) tell(*telephony_);
    });
  }
  template <typename Tell>
  void tell_media(Tell tell) {
    loop_.post([this, tell = std::move(tell)]() mutable {
      if (media_ != nullptr) tell(*media_);
    });
  }

  template <typename Tell>
  void tell_messaging(Tell tell) {
    loop_.post([this, tell = std::move(tell)]() mutable {
      if (messaging_ != nullptr) tell(*messaging_);
    });
  }

  RunLoop& loop_;
  TelephonyEvents* telephony_ = nullptr;
  MediaEvents* media_ = nullptr;
  MessagingEvents* messaging_ = nullptr;
};

}  // namespace tipring
