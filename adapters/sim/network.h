#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sim/message.h"
#include "adapters/sim/party.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"

namespace tipring::sim {

/// The runtime's end of simulated signalling.
class SignallingEnd {
 public:
  virtual ~SignallingEnd() = default;
  virtual void receive(PartyId party, const Message& message) = 0;
};

/// The runtime's end of simulated media.
class MediaEnd {
 public:
  virtual ~MediaEnd() = default;
  virtual void key_pressed(LegId leg, char key) = 0;
  /// The party begins to speak (`text` may be empty) or, with nothing, falls silent.
  virtual void voice_changed(LegId leg, const std::optional<std::string>& text) = 0;
  /// From now on nothing comes from the party, not even silence.
  virtual void vanished(LegId leg) = 0;
};

/// The simulated telephone network: it owns the parties and carries signalling, sound and keys between them and
/// the runtime. Everything takes `latency` each way and arrives in the order in which it was sent, as a timer
/// of the run loop; nothing is lost but by Party::vanish(). Control thread only; deterministic.
class Network {
 public:
  static constexpr Duration latency = std::chrono::milliseconds(1);

  explicit Network(RunLoop& loop) : loop_(loop) {}
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  /// The runtime's ends; both must be set before anything is sent and outlive the run.
  void connect(SignallingEnd& signalling, MediaEnd& media);
  void observe(Observer* observer) { observer_ = observer; }

  RunLoop& loop() { return loop_; }

  /// A party that calls the runtime: its INVITE leaves at once.
  Party& call(const CallPlan& plan);

  /// A party that stands at `address` (a URI, or its user part). When a call to it is already there, unclaimed,
  /// it is that call's party; else it waits for the next one.
  Party& expect(const std::string& address, PhoneTraits phone = {});

  /// Calls of the runtime that no expect() asked for.
  std::vector<PartyId> unclaimed() const { return unclaimed_; }

  Party& party(PartyId id) { return *parties_.at(id - 1); }
  const Party& party(PartyId id) const { return *parties_.at(id - 1); }
  std::size_t parties() const { return parties_.size(); }

  /// Parties whose call is not over and which are not merely waiting.
  std::size_t calls() const;

  /// What has been sent and has not arrived: zero when the network is at rest.
  std::size_t in_flight() const { return in_flight_; }

  // For the runtime's ends.

  /// Finds the phone that a call of the runtime reaches: the first expected and still free, else a new one.
  PartyId route(const std::string& target);
  void bind(LegId leg, PartyId party);
  void unbind(LegId leg);
  std::optional<PartyId> party_of(LegId leg) const;
  void to_party(PartyId party, Message message);
  void sound_to_party(PartyId party, std::optional<Sound> sound);
  void digit_to_party(PartyId party, char digit);

  // For the parties.
  void to_runtime(PartyId party, Message message);
  void key_to_runtime(PartyId party, char key);
  void voice_to_runtime(PartyId party, std::optional<std::string> text);
  void end_of_media_to_runtime(PartyId party);
  /// Straight to another phone, not by the runtime.
  void sound_between(PartyId from, PartyId to, std::optional<Sound> sound);
  /// The phone that takes its audio there; nothing: the runtime, or nobody.
  std::optional<PartyId> phone_at(const MediaAddress& address) const;
  void tell(const Party& party, const PartyEvent& event);

 private:
  Party& add(std::string name, PhoneTraits phone);
  void carry(std::function<void()> arrival);
  std::optional<LegId> leg_of(PartyId party) const;

  RunLoop& loop_;
  SignallingEnd* signalling_ = nullptr;
  MediaEnd* media_ = nullptr;
  Observer* observer_ = nullptr;
  std::vector<std::unique_ptr<Party>> parties_;
  std::map<std::pair<std::string, std::uint16_t>, PartyId> by_address_;  // Of their audio.
  std::vector<PartyId> expected_;
  std::vector<PartyId> unclaimed_;
  std::map<LegId, PartyId> bound_;
  std::map<PartyId, LegId> legs_;
  std::size_t in_flight_ = 0;
};

}  // namespace tipring::sim
