#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/tester/play.h"
#include "cli/tester/play_log.h"
#include "cli/tester/sim_stage.h"
#include "runtime/base/clock.h"

namespace tipring::cli {

using namespace std::chrono_literals;

/// A stage whose runtime does nothing by itself but open media for calls that arrive: the test plays its part.
class StageWorld : public ::testing::Test, public TelephonyEvents, public MediaEvents {
 protected:
  StageWorld();

  /// Lets time pass until `over`, at most an hour.
  Halt run(const std::function<bool()>& over);
  void run_for(Duration time);

  /// Awaits an expectation: empty when it held, else why not.
  std::string await(Expectation expectation);

  PartyId caller(const std::string& name = "ann");
  void answer();
  void play(std::vector<Clip> clips);
  void hang_up() { stage_.telephony().release(leg_, {.by = Release::By::local}); }

  void arrived(IncomingCall call) override { leg_ = call.leg; }
  void ringing(LegId, std::optional<SessionDescription>) override {}
  void answered(LegId, SessionDescription) override {}
  void acknowledged(LegId, std::optional<SessionDescription>) override {}
  void offered(LegId, std::optional<SessionDescription>) override {}
  void offer_accepted(LegId, SessionDescription) override {}
  void offer_refused(LegId, int) override {}
  void media_lost(LegId) override {}
  void transfer_asked(LegId, TransferRequest) override {}
  void digit(LegId, char) override {}
  void digit_signalled(LegId, char) override {}
  void digit_sent(LegId, OperationHandle, int) override {}
  void released(LegId, Release) override {}
  void state_changed(LegId, std::string) override {}
  void play_finished(LegId, OperationHandle, std::string) override {}
  void record_finished(LegId, OperationHandle, RecordingResult) override {}
  void digits_sent(LegId, OperationHandle) override {}
  void fell_silent(LegId, std::chrono::milliseconds) override {}
  void speech_changed(LegId, SpeechChange) override {}

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  Ids ids_{1};
  PlayLog log_{clock_};
  SimStage stage_{loop_, ids_, log_, {}};
  Play play_{loop_};
  LegId leg_;
};

}  // namespace tipring::cli
