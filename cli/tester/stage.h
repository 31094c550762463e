#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/sim/correspondent.h"
#include "adapters/sim/ear.h"
#include "adapters/sim/party.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"
#include "runtime/ports/messaging.h"

namespace tipring::cli {

using sim::CallPlan;
using sim::Correspondent;
using sim::CorrespondentId;
using sim::Ending;
using sim::Heard;
using sim::PartyId;
using sim::PartyState;
using sim::PhoneTraits;
using sim::Sound;

/// What a play can see of one of its parties at this moment.
struct PartyView {
  std::string name;  ///< No two parties of a play have the same.
  std::string address;
  PartyState state = PartyState::waiting;
  bool called = false;    ///< It was called, as opposed to calling or waiting.
  bool has_rung = false;  ///< The call has come so far, whatever became of it since.
  bool was_answered = false;
  std::optional<Ending> ending;
  std::string path;  ///< Of its audio: "direct" to another phone, "relayed" by the site; empty: it has none.
  bool changing = false;    ///< It has asked to hold, or to go on, and has no answer.
  int change_refusal = 0;   ///< The status that refused what it last asked for of that kind; 0: none did.
  int transfer_status = 0;  ///< What its last transfer came to; 0: not known.
  const Sound* hearing = nullptr;             ///< Null: it hears nothing.
  const std::vector<Heard>* heard = nullptr;  ///< All it heard, oldest first. Never null.
};

/// Where plays are performed: what parties can do and what can be seen of them, whether they are simulated or
/// real phones. Times are those of the clock that its runtime has. Failures are "wrong-state" and such: what
/// was asked of a party makes no sense at this moment. Control thread only.
class Stage {
 public:
  virtual ~Stage() = default;

  virtual Result<PartyId> call(CallPlan plan) = 0;

  /// A party that stands at `address`, a URI or its user part: takes the next call there, or one that rings
  /// there unclaimed. `name` empty: its number.
  virtual Result<PartyId> expect_call(const std::string& address, std::string name, PhoneTraits phone) = 0;

  virtual Result<void> ring(PartyId party, bool early_media) = 0;
  virtual Result<void> answer(PartyId party) = 0;
  virtual Result<void> refuse(PartyId party, int status, std::string reason) = 0;
  virtual Result<void> ignore(PartyId party) = 0;
  virtual Result<void> hang_up(PartyId party) = 0;
  virtual Result<void> redirect(PartyId party, std::vector<std::string> targets) = 0;
  /// These take effect once the other side has agreed: see PartyView::changing.
  virtual Result<void> hold(PartyId party) = 0;
  virtual Result<void> resume(PartyId party) = 0;
  /// Asks that the other side be connected with `target`, or with whom `consultation` talks to (0: none).
  virtual Result<void> transfer(PartyId party, const std::string& target, PartyId consultation) = 0;
  virtual Result<void> vanish(PartyId party) = 0;
  /// Returns how long the pressing takes.
  virtual Result<Duration> press(PartyId party, const std::string& keys) = 0;
  virtual Result<void> speak(PartyId party, Duration length, std::string words) = 0;

  /// Somebody who writes messages and reads those of the site, from now on.
  virtual CorrespondentId correspond(Correspondent plan) = 0;
  virtual void write(CorrespondentId writer, const std::string& text) = 0;
  virtual const Correspondent& look_at(CorrespondentId writer) const = 0;
  /// What the lamp of a phone of the site shows; nothing where the stage has no lamps.
  virtual std::optional<MessagesWaiting> waiting_for(const std::string& phone) = 0;

  virtual PartyView look(PartyId party) const = 0;
  /// All parties so far, in order.
  virtual std::vector<PartyId> parties() const = 0;

  virtual Instant now() const = 0;
  /// Nothing is on its way to or from a party.
  virtual bool at_rest() const = 0;
  /// What parties see may change without anything they do or any time the site waits for: on a real network,
  /// whose messages nobody can count. An expectation then gets its time to come true.
  virtual bool may_still_change() const = 0;
  /// For how long a party must have heard a sound, unless that ends before, to know what it is.
  virtual Duration recognition_time() const = 0;
  /// Two parties are about to be expected to hear each other: phones that are silent may have to say something.
  virtual void let_speak_to_each_other(PartyId first, PartyId second) = 0;
};

/// `wanted`, or where a party of the stage has that name already, `wanted/2` and so on.
std::string unique_party_name(const Stage& stage, const std::string& wanted);

}  // namespace tipring::cli
