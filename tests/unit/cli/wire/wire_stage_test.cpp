#include "cli/wire/wire_stage.h"

#include <cstdlib>
#include <filesystem>
#include <functional>

#include <gtest/gtest.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/speech/espeak_speech.h"
#include "runtime/contact/negotiation.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

/// A folder that goes with the test.
struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tipring-stage-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

class Silent final : public Log {
 public:
  void write(LogLevel /*level*/, std::string_view /*text*/) override {}
};

/// A stage, and a site that answers every call and does nothing by itself.
class WireStageTest : public ::testing::Test, public TelephonyEvents, public MediaEvents {
 protected:
  void SetUp() override {
    ASSERT_TRUE(stage_.open(reactor_->native_root(), {}, silent_).ok());
    sip_ =
        sip::SipAgent::create(reactor_->native_root(), {.listen = {"udp://127.0.0.1:0"}, .user_agent = "site"},
                              loop_, ids_, *this, silent_)
            .value();
    media_ = rtp::RtpMedia::create({.seed = 3}, *reactor_, *this).value();
    const auto& site = sip_->listening().front();
    stage_.set_site(site.ip + ":" + std::to_string(site.port));
    ann_ = stage_.call({.name = "ann", .from = "ann", .to = "100", .display = {}, .headers = {}, .phone = {}})
               .value();
    until([this] { return stage_.look(ann_).was_answered; });
  }

  /// Serves until it holds; the test's own time-out stands behind it.
  void until(const std::function<bool()>& holds) {
    while (!holds())
      reactor_->step(10ms);
  }

  static SoundClip prompt(const std::string& name) {
    return {name, name, std::string(PROMPTS "/") + name + ".wav", 2s};
  }
  std::vector<std::string> heard() const {
    std::vector<std::string> names;
    for (const Heard& heard : *stage_.look(ann_).heard)
      names.push_back(heard.sound.name);
    return names;
  }
  void play_to_its_end(const std::string& name) {
    played_ = false;
    media_->play(leg_, {1, 1}, {prompt(name)});
    until([this] { return played_; });
  }

  void arrived(IncomingCall call) override {
    leg_ = call.leg;
    const auto negotiated = answer_offer(*call.offer, {}, media_->open(leg_).value()).value();
    media_->set_peer(leg_, negotiated.peer);
    sip_->answer(leg_, negotiated.answer);
  }
  void ringing(LegId, std::optional<SessionDescription>) override {}
  void answered(LegId, SessionDescription) override {}
  void acknowledged(LegId, std::optional<SessionDescription>) override {}
  void offered(LegId, std::optional<SessionDescription>) override {}
  void offer_accepted(LegId, SessionDescription) override {}
  void offer_refused(LegId, int) override {}
  void media_lost(LegId) override {}
  void transfer_asked(LegId, TransferRequest) override {}
  void digit(LegId, char digit) override { digits_ += digit; }
  void digit_signalled(LegId, char digit) override { digits_ += digit; }
  void digit_sent(LegId, OperationHandle, int) override {}
  void released(LegId, Release) override {}
  void state_changed(LegId, std::string) override {}
  void play_finished(LegId, OperationHandle, std::string) override { played_ = true; }
  void record_finished(LegId, OperationHandle, RecordingResult) override {}
  void digits_sent(LegId, OperationHandle) override {}
  void fell_silent(LegId, std::chrono::milliseconds) override {}
  void speech_changed(LegId, SpeechChange) override {}

  Folder folder_;
  Silent silent_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  Ids ids_{1};
  PlayLog log_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_ = reactor::SuReactor::create(loop_).value();
  speech::EspeakSpeech speech_{{.cache_folder = folder_.path}, loop_, *reactor_};
  WireStage stage_{loop_, *reactor_, speech_, log_, folder_.path};
  std::unique_ptr<sip::SipAgent> sip_;
  std::unique_ptr<rtp::RtpMedia> media_;
  PartyId ann_ = 0;
  LegId leg_;
  bool played_ = false;
  std::string digits_;
};

TEST_F(WireStageTest, PartyHearsWhatArrives) {
  stage_.site_plays({prompt("goodbye")});
  media_->play(leg_, {1, 1}, {prompt("goodbye")});
  until([this] { return !heard().empty(); });
  EXPECT_EQ(heard(), std::vector<std::string>{"goodbye"});
}

// What the site says it plays is not what counts.
TEST_F(WireStageTest, PartyDoesNotHearAPromptThatDidNotArrive) {
  stage_.site_plays({prompt("goodbye")});
  play_to_its_end("hours");
  stage_.site_plays({prompt("busy")});
  play_to_its_end("busy");
  until([this] { return !heard().empty(); });
  EXPECT_EQ(heard(), std::vector<std::string>{"busy"});
}

TEST_F(WireStageTest, KeysReachTheSite) {
  const auto time = stage_.press(ann_, "15#");
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(time.value(), 480ms);
  until([this] { return digits_.size() == 3; });
  EXPECT_EQ(digits_, "15#");
}

TEST_F(WireStageTest, WhatOnlyASimulationCanDoIsRefused) {
  EXPECT_EQ(stage_.vanish(ann_).error().text, "dropping off the network is possible in simulation only");
  EXPECT_EQ(stage_.vanish(ann_).error().code, "unavailable");
}

TEST_F(WireStageTest, HangingUpLeavesNothing) {
  ASSERT_TRUE(stage_.hang_up(ann_).ok());
  EXPECT_EQ(stage_.look(ann_).state, PartyState::leaving);
  until([this] { return stage_.quiet(); });
  EXPECT_EQ(stage_.look(ann_).state, PartyState::over);
  EXPECT_EQ(stage_.hang_up(ann_).error().code, "wrong-state");
}

}  // namespace
}  // namespace tipring::cli
