#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sim/network.h"
#include "adapters/sim/sim_media.h"
#include "adapters/sim/sim_messaging.h"
#include "adapters/sim/sim_speech.h"
#include "adapters/sim/sim_telephony.h"
#include "cli/tester/play_log.h"
#include "cli/tester/stage.h"
#include "runtime/base/ids.h"

namespace tipring::cli {

/// A stage of simulated phones, and the ports by which a runtime meets them. Everything that happens to a party
/// becomes a line of the play.
class SimStage final : public Stage, private sim::Observer {
 public:
  SimStage(RunLoop& loop, Ids& ids, PlayLog& log, sim::SimMediaTraits media);
  SimStage(const SimStage&) = delete;
  SimStage& operator=(const SimStage&) = delete;

  sim::Network& network() { return network_; }
  sim::SimTelephony& telephony() { return telephony_; }
  const sim::SimTelephony& telephony() const { return telephony_; }
  sim::SimMedia& media() { return media_; }
  const sim::SimMedia& media() const { return media_; }
  sim::SimMessaging& messaging() { return messaging_; }
  sim::SimSpeech& speech() { return speech_; }
  const sim::SimSpeech& speech() const { return speech_; }

  /// Sees what happens to parties as well, as a sim::Observer does.
  void watch(std::function<void(const sim::Party&, const sim::PartyEvent&)> watcher) {
    watcher_ = std::move(watcher);
  }

  /// See SimHouse::only_simulated().
  const std::optional<std::string>& only_simulated() const { return only_simulated_; }

  Result<PartyId> call(CallPlan plan) override;
  Result<PartyId> expect_call(const std::string& address, std::string name, PhoneTraits phone) override;
  Result<void> ring(PartyId party, bool early_media) override;
  Result<void> answer(PartyId party) override { return network_.party(party).answer(); }
  Result<void> refuse(PartyId party, int status, std::string reason) override;
  Result<void> ignore(PartyId party) override { return network_.party(party).ignore(); }
  Result<void> hang_up(PartyId party) override { return network_.party(party).hang_up(); }
  Result<void> redirect(PartyId party, std::vector<std::string> targets) override;
  Result<void> transfer(PartyId party, const std::string& target, PartyId consultation) override;
  Result<void> hold(PartyId party) override;
  Result<void> resume(PartyId party) override;
  Result<void> vanish(PartyId party) override;
  Result<Duration> press(PartyId party, const std::string& keys) override;
  Result<void> speak(PartyId party, Duration length, std::string words) override;

  CorrespondentId correspond(Correspondent plan) override;
  void write(CorrespondentId writer, const std::string& text) override;
  const Correspondent& look_at(CorrespondentId writer) const override { return messaging_.look(writer); }

  std::optional<MessagesWaiting> waiting_for(const std::string& phone) override {
    need_simulation("looking at the lamp of a phone");
    return messaging_.waiting_for(phone);
  }

  PartyView look(PartyId party) const override;
  std::vector<PartyId> parties() const override;
  Instant now() const override { return loop_.clock().now(); }
  bool at_rest() const override { return network_.in_flight() == 0 && messaging_.in_flight() == 0; }
  bool may_still_change() const override { return false; }
  Duration recognition_time() const override { return std::chrono::seconds(1); }
  void let_speak_to_each_other(PartyId /*first*/, PartyId /*second*/) override {}

 private:
  void happened(const sim::Party& party, const sim::PartyEvent& event) override;
  void need_simulation(std::string what);
  void need_simulation_for(const PhoneTraits& phone);

  RunLoop& loop_;
  PlayLog& log_;
  sim::Network network_;
  sim::SimTelephony telephony_;
  sim::SimMedia media_;
  sim::SimMessaging messaging_;
  sim::SimSpeech speech_;
  std::optional<std::string> only_simulated_;
  std::function<void(const sim::Party&, const sim::PartyEvent&)> watcher_;
};

}  // namespace tipring::cli
