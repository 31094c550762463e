#pragma once

#include <functional>
#include <unordered_map>

#include "adapters/rtp/tap.h"
#include "adapters/sip/transferor.h"
#include "runtime/base/ids.h"
#include "runtime/ports/media.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/telephony.h"

namespace tipring::cli {

class Phone;

/// The phones that share one telephony and one media: brings each event to the phone whose leg it is. Made
/// before the adapters, which need someone to tell; plugged in after them. Outlives its phones. Control thread
/// only.
class Phones final : public TelephonyEvents, public MediaEvents {
 public:
  /// Picks the phone for a call that comes in: one in state idle. Null: the call is refused (480).
  using PickPhone = std::function<Phone*(const IncomingCall&)>;

  Phones(Ids& ids, Reactor& reactor) : ids_(ids), reactor_(reactor) {}

  /// Everything handed in must outlive the phones.
  void plug_in(Telephony& telephony, sip::Transferor& transferor, Media& media, rtp::MediaTaps& taps);
  void on_call(PickPhone pick) { pick_ = std::move(pick); }

  /// For phones.
  Ids& ids() { return ids_; }
  Reactor& reactor() { return reactor_; }
  Telephony& telephony() { return *telephony_; }
  Media& media() { return *media_; }
  rtp::MediaTaps& taps() { return *taps_; }
  /// Asks for a transfer of the phone whose leg it is.
  void refer(LegId leg, sip::TransferOrder order);
  void enter(LegId leg, Phone& phone) { phones_[leg] = &phone; }
  void leave(LegId leg) { phones_.erase(leg); }

  void arrived(IncomingCall call) override;
  void ringing(LegId leg, std::optional<SessionDescription> early) override;
  void answered(LegId leg, SessionDescription description) override;
  void acknowledged(LegId leg, std::optional<SessionDescription> description) override;
  void offered(LegId leg, std::optional<SessionDescription> offer) override;
  void offer_accepted(LegId leg, SessionDescription answer) override;
  void offer_refused(LegId leg, int status) override;
  void media_lost(LegId /*leg*/) override {}  // Nothing stands before its media.
  void digit(LegId leg, char digit) override;
  void digit_signalled(LegId leg, char digit) override { this->digit(leg, digit); }
  void transfer_asked(LegId leg, TransferRequest request) override;
  void digit_sent(LegId, OperationHandle, int) override {}  // A phone presses its keys in its media.
  void released(LegId leg, Release release) override;
  /// Phones do not outlive their process, so nothing is kept.
  void state_changed(LegId /*leg*/, std::string /*state*/) override {}

  void play_finished(LegId leg, OperationHandle operation, std::string problem) override;
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) override;
  void digits_sent(LegId leg, OperationHandle operation) override;
  /// A phone does not mind: its user would hear it.
  void fell_silent(LegId /*leg*/, std::chrono::milliseconds /*silence*/) override {}
  void speech_changed(LegId /*leg*/, SpeechChange /*change*/) override {}

 private:
  Phone* find(LegId leg) const;

  Ids& ids_;
  Reactor& reactor_;
  Telephony* telephony_ = nullptr;
  sip::Transferor* transferor_ = nullptr;
  Media* media_ = nullptr;
  rtp::MediaTaps* taps_ = nullptr;
  PickPhone pick_;
  std::unordered_map<LegId, Phone*> phones_;
};

}  // namespace tipring::cli
