#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/sim/network.h"
#include "adapters/sim/phone_description.h"
#include "adapters/sim/sim_media.h"
#include "adapters/sim/sim_speech.h"
#include "adapters/sim/sim_telephony.h"
#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"

namespace tipring::sim {

using namespace std::chrono_literals;

/// A simulated world whose runtime writes down what it is told, one line an event, with the virtual
/// millisecond.
class World : public ::testing::Test, public TelephonyEvents, public MediaEvents, public Observer {
 protected:
  World();

  void run_for(Duration duration) { run_virtual(loop_, clock_, clock_.now() + duration); }
  void run_out() { run_virtual(loop_, clock_, clock_.now() + std::chrono::hours(1)); }

  /// A party calls, and the call has arrived.
  Party& caller(CallPlan plan = {"ann", "100", "200", {}, {}, {}});
  /// As above, answered, with media open.
  Party& talking_caller(CallPlan plan = {"ann", "100", "200", {}, {}, {}});
  /// The runtime places a call.
  LegId place(const std::string& target);
  /// As above, answered by `party`, with media open.
  LegId talk_to(Party& party);
  /// Media is opened for a leg and set to what an ordinary phone would agree on.
  void open_media(LegId leg, MediaDirection direction = MediaDirection::send_receive);
  void hang_up(LegId leg) { telephony_.release(leg, {Release::By::local, 0, 16, ""}); }

  LegId last_leg() const { return last_leg_; }
  static SessionDescription description() {
    return describe_phone(250, usual_formats(), MediaDirection::send_receive);
  }

  void note(const std::string& line);
  /// What happened since the last look.
  std::vector<std::string> told();
  std::vector<std::string> seen();
  static OperationHandle operation(std::uint32_t number) { return {number, 1}; }

  void arrived(IncomingCall call) override;
  void ringing(LegId leg, std::optional<SessionDescription> early) override;
  void answered(LegId leg, SessionDescription description) override;
  void acknowledged(LegId leg, std::optional<SessionDescription> description) override;
  void offered(LegId leg, std::optional<SessionDescription> offer) override;
  void offer_accepted(LegId leg, SessionDescription answer) override;
  void offer_refused(LegId leg, int status) override;
  void media_lost(LegId) override {}
  void transfer_asked(LegId leg, TransferRequest request) override;
  void digit(LegId leg, char digit) override;
  void digit_signalled(LegId leg, char digit) override;
  void digit_sent(LegId leg, OperationHandle operation, int status) override;
  void released(LegId leg, Release release) override;
  void state_changed(LegId leg, std::string state) override;
  void play_finished(LegId leg, OperationHandle operation, std::string problem) override;
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) override;
  void digits_sent(LegId leg, OperationHandle operation) override;
  void fell_silent(LegId leg, std::chrono::milliseconds silence) override;
  void speech_changed(LegId leg, SpeechChange change) override;
  void happened(const Party& party, const PartyEvent& event) override;

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Ids ids_{1};
  Network network_{loop_};
  SimTelephony telephony_{loop_, network_, ids_};
  SimMedia media_{loop_, network_, {[this](const std::string& path) { return files_.contains(path); }, 3}};
  std::map<std::string, bool> files_;
  std::optional<SessionDescription> last_offer_;
  Headers last_headers_;
  PartyAddress last_caller_;
  PartyAddress last_dialled_;

 private:
  LegId last_leg_;
  std::vector<std::string> told_;
  std::vector<std::string> seen_;
};

using Lines = std::vector<std::string>;

}  // namespace tipring::sim
