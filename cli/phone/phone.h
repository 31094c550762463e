#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/phone/ear.h"
#include "cli/phone/phones.h"
#include "runtime/contact/negotiation.h"

namespace tipring::cli {

/// Where a phone's call stands.
enum class PhoneState : std::uint8_t {
  idle,     ///< No call yet.
  calling,  ///< Placed a call that has not been answered.
  called,   ///< A call waits for this phone to answer.
  talking,
  leaving,  ///< Hung up; the end has not been confirmed.
  over,     ///< For good: a phone has one call.
};

/// What a phone's user notices. Control thread only.
class PhoneEvents {
 public:
  virtual ~PhoneEvents() = default;

  virtual void called(const IncomingCall& call) = 0;
  /// The called party rings; `early`: it can be heard already.
  virtual void ringing(bool early) = 0;
  virtual void answered() = 0;
  /// The call is over. Nothing else is told, but the end of a recording.
  virtual void released(const Release& release) = 0;
  /// A key was pressed at the other end.
  virtual void digit(char digit) = 0;
  virtual void heard(const EarEvent& event) = 0;
  /// `problem` is empty when the sound was played to its end.
  virtual void played(const std::string& problem) = 0;
  virtual void recorded(const RecordingResult& result) = 0;
  virtual void digits_sent() = 0;
  /// What became of hold() or resume(): 0 when the other end agreed, else the status of its refusal.
  virtual void held(bool on, int status) = 0;
  /// How a transfer stands that transfer() asked for: see sip::Transferor::Progress.
  virtual void transfer_status(int status) = 0;
};

/// A phone without keys or cradle: one call over real SIP and RTP, or whatever stands behind the ports it is
/// given. It offers and takes what our media can unless told otherwise, takes what the other end
/// makes of a hold, and listens all the time. Requests that make no sense at the moment fail with
/// "wrong-state". Control thread only.
class Phone {
 public:
  /// `phones` and `events` must outlive the phone.
  Phone(Phones& phones, PhoneEvents& events);
  /// Hangs up.
  ~Phone();
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;

  PhoneState state() const { return state_; }
  /// Nothing before the first call.
  std::optional<LegId> leg() const { return leg_; }
  /// Nothing before there is media and after the call.
  std::optional<MediaStatistics> statistics() const;

  /// Where it takes what it hears; port 0: it has no media.
  const MediaAddress& address() const { return local_; }
  /// Where it was asked to send what it says; nothing while that is not agreed.
  const std::optional<MediaAddress>& peer_address() const { return peer_address_; }

  /// Calls a SIP URI. An empty host in `from` lets the telephony name itself. Ends in PhoneEvents::answered or
  /// released; the caller gives up by hang_up(). Fails with "no-ports" and such, too.
  Result<void> place(std::string uri, PartyAddress from, Headers headers);

  /// What can be done with a call that came in.
  Result<void> ring(bool early_media);
  Result<void> answer();
  Result<void> refuse(int status, std::string reason);
  /// 302 with these URIs, best first.
  Result<void> redirect(std::vector<std::string> targets);

  /// Puts the other end on hold, or goes on with it, in a call that is talking. Ends in PhoneEvents::held.
  Result<void> hold() { return offer_direction(MediaDirection::send_only); }
  Result<void> resume() { return offer_direction(MediaDirection::send_receive); }

  /// Asks that the other end of a call that is talking be connected with `target`, a URI or a number of its
  /// host, or with whom `consultation` talks to. Ends in PhoneEvents::transfer_status or released; the call
  /// goes on until somebody ends it.
  Result<void> transfer(std::string target);
  Result<void> transfer(const Phone& consultation);

  /// In any state but idle and over.
  Result<void> hang_up();

  /// Keys are sent one after the other; tells how long that takes. Fails with "bad-digit", too. Ends in
  /// PhoneEvents::digits_sent; in place of what was being sent.
  Result<std::chrono::milliseconds> press(const std::string& digits);

  /// Plays clips into the call, in place of what was being played. Ends in PhoneEvents::played.
  Result<void> play(std::vector<Clip> clips);
  Result<void> stop_playing();

  /// Records what is heard. Ends in PhoneEvents::recorded.
  Result<void> record(RecordRequest request);
  Result<void> stop_recording();

  /// Listens for a prompt from now on: PhoneEvents::heard tells of it. `samples`: 8 kHz. In any state.
  void know_prompt(std::string name, std::vector<std::int16_t> samples);
  void forget_prompt(const std::string& name);

  /// What it offers and takes, in place of all that our media can. Before its call.
  void set_capabilities(MediaCapabilities capabilities) { capabilities_ = std::move(capabilities); }

 private:
  friend class Phones;

  // From the ports, by way of Phones.
  void called(IncomingCall call);
  void ringing(const std::optional<SessionDescription>& early);
  void answered(const SessionDescription& description);
  void acknowledged(const std::optional<SessionDescription>& description);
  void offered(const std::optional<SessionDescription>& offer);
  void offer_accepted(const SessionDescription& answer);
  void offer_refused(int status);
  void digit(char digit) { events_.digit(digit); }
  void transfer_status(int status);
  void released(Release release);
  void play_finished(OperationHandle operation, std::string problem);
  void record_finished(const RecordingResult& result);
  void digits_sent(OperationHandle operation);

  class Tap;

  Error wrong_state(const char* what) const;
  bool has_media() const { return local_.port != 0; }
  Result<void> open_media();
  Result<SessionDescription> describe();
  bool connect(const SessionDescription& answer);
  void take_peer(const MediaPeer& peer);
  void give_up(int status);
  Result<void> offer_direction(MediaDirection direction);
  void end_offer(int status);
  Result<void> refer(sip::TransferOrder order);
  OperationHandle next_operation();

  Phones& phones_;
  PhoneEvents& events_;
  PhoneState state_ = PhoneState::idle;
  std::optional<LegId> leg_;
  LocalMedia local_;  // Port 0: no media.
  std::optional<MediaAddress> peer_address_;
  OfferedSecurity security_;  // In force.
  MediaCapabilities capabilities_;
  std::optional<SessionDescription> their_offer_;
  std::optional<SessionDescription> our_offer_;   // Not answered yet.
  std::optional<SessionDescription> our_answer_;  // To their first offer; the same whenever it is needed.
  std::optional<SessionDescription> changed_;     // Our offer in the call, not answered yet.
  bool transferring_ = false;
  std::uint32_t operations_ = 0;
  OperationHandle playing_;
  OperationHandle sending_;
  OperationHandle recording_;
  std::shared_ptr<Ear> ear_;  // Frames on their way to it find it gone.
};

}  // namespace tipring::cli
