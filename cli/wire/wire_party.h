#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sim/party_event.h"
#include "cli/phone/phone.h"
#include "cli/tester/stage.h"
#include "cli/wire/repertoire.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// What a party on the wire shares with the others. All outlive it.
struct WireWorld {
  RunLoop& loop;
  Phones& phones;
  Repertoire& repertoire;
};

/// A party of a play with a real phone in its hand: keeps what the phone notices as plays see it, and does what
/// a simulated party does by itself (rings when told nothing, see sim::Party). Control thread only.
class WireParty final : private PhoneEvents {
 public:
  using Tell = std::function<void(const WireParty&, const sim::PartyEvent&)>;

  /// `tell` hears of everything that happens to the party.
  WireParty(WireWorld world, std::string name, std::string address, const PhoneTraits& traits, Tell tell);
  ~WireParty() override;
  WireParty(const WireParty&) = delete;
  WireParty& operator=(const WireParty&) = delete;

  const std::string& name() const { return name_; }
  void rename(std::string name) { name_ = std::move(name); }
  const std::string& address() const { return address_; }
  PartyState state() const { return state_; }
  PartyView view() const;
  Phone& phone() { return phone_; }

  /// Calls `uri`. `dialled` is what the play says it dials.
  Result<void> call(const std::string& uri, const CallPlan& plan);

  /// See Stage.
  Result<void> ring(bool early_media);
  Result<void> answer();
  Result<void> refuse(int status, std::string reason);
  Result<void> ignore();
  Result<void> hang_up();
  Result<void> redirect(std::vector<std::string> targets);
  Result<void> hold();
  Result<void> resume();
  /// `consultation`: another call of the same person, whose other end is who it is to be; null: `target` is.
  Result<void> transfer(const std::string& target, const WireParty* consultation);
  Result<Duration> press(const std::string& keys);

  /// Plays the clip into the call, again and again, for `length`; what it was saying is over. Who has no line
  /// yet is heard, from the beginning, once there is one.
  void say(const SoundClip& clip, Duration length);
  void fall_silent();
  bool speaking() const { return speaking_; }
  /// The words come later, when they have been synthesised.
  void tell_speaking(const std::string& words);

  bool hears_voice_of(const WireParty& other) const;
  bool in_call() const { return state_ > PartyState::waiting && state_ < PartyState::leaving; }

 private:
  // What the phone notices.
  void called(const IncomingCall& call) override;
  void ringing(bool early) override;
  void answered() override;
  void released(const Release& release) override;
  void digit(char digit) override;
  void heard(const EarEvent& event) override;
  void played(const std::string& /*problem*/) override {}
  void recorded(const RecordingResult& /*result*/) override {}
  void digits_sent() override {}
  void held(bool on, int status) override;
  void transfer_status(int status) override;

  struct Saying {
    SoundClip clip;
    Instant end;
  };

  /// `begun`: whether the phone could ask for it.
  Result<void> change(Result<void> begun);
  void line_came();
  void play(const SoundClip& clip, Duration length);
  Ending ending_of(const Release& release) const;
  void tell_ending(const Release& release);
  void hear(Sound sound);
  void stop_hearing();
  void tell(sim::PartyEvent::Kind kind, bool by_party, std::string text = {}, int status = 0) const;
  Error wrong_state(std::string_view what) const;

  WireWorld world_;
  std::string name_;
  std::string address_;
  Tell tell_;
  Phone phone_;
  PartyState state_ = PartyState::waiting;
  bool called_ = false;
  bool has_rung_ = false;
  bool was_answered_ = false;
  bool ignoring_ = false;
  bool hung_up_ = false;  // The party ended the call itself.
  std::optional<Ending> ending_;
  bool changing_ = false;   // Asked to hold or to go on; no answer yet.
  int change_refusal_ = 0;  // Of the last such; 0: it was not refused.
  bool transferring_ = false;
  int transfer_status_ = 0;  // Of the last transfer; 0: not known.
  std::optional<Sound> hearing_;
  std::vector<Heard> heard_;
  bool has_line_ = false;
  bool speaking_ = false;
  std::optional<Saying> saying_;
  TimerHandle ring_timer_;
  TimerHandle speech_timer_;
};

}  // namespace tipring::cli
