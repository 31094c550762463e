// The program and a phone that is not ours, with audio: what is heard is told by its tone.

#include <chrono>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Tones, in hertz: the site's sounds, and what the phones speak.
constexpr int prompt = 600;
constexpr int yes = 1200;
constexpr int no = 1800;
constexpr int ann = 900;
constexpr int bob = 2100;

std::vector<int> heard_by(const Baresip& phone) {
  return phone.heard({prompt, yes, no, ann, bob});
}

class AudioTest : public ::testing::Test {
 protected:
  // `callee`: where the numbers "pair" and "impatient" lead.
  void start(const std::string& callee = "sip:nobody@127.0.0.1:9") {
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITE,
                                    .sounds = {{"prompt", prompt}, {"yes", yes}, {"no", no}},
                                    .environment = {{"TIPRING_CALLEE", callee}}});
  }
  void TearDown() override {
    if (!runtime_) return;
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  // One calls the other by the site, and both hear what the other speaks.
  void expect_both_to_hear(const Baresip::Setup& ann_has, const Baresip::Setup& bob_has) {
    Baresip caller(ann_has);
    Baresip callee(bob_has);
    start(callee.uri());
    caller.dial(runtime_->uri("pair"));
    callee.until("CALL_INCOMING");
    callee.accept();
    caller.until("CALL_ESTABLISHED");
    caller.until_heard(600ms);
    callee.until_heard(600ms);
    caller.hang_up();
    callee.until("CALL_CLOSED");
    EXPECT_THAT(heard_by(caller), ElementsAre(bob));
    EXPECT_THAT(heard_by(callee), ElementsAre(ann));
  }
  // Waits until the other side has held the call, or taken it up again.
  void until_held(bool held) {
    const std::string state = std::string("\"held_by_peer\":") + (held ? "true" : "false");
    while (runtime_->until_entry("leg.state")["with"].value("state", "").find(state) == std::string::npos) {
    }
  }

  std::optional<Runtime> runtime_;
};

TEST_F(AudioTest, DigitsAreGatheredAndAnswered) {
  start();
  Baresip caller({.user = "ann"});
  caller.dial(runtime_->uri("digits"));
  caller.until("CALL_ESTABLISHED");
  caller.press("15*0");
  caller.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller), ElementsAre(prompt, yes));
}

TEST_F(AudioTest, OtherDigitsAreToldApart) {
  start();
  Baresip caller({.user = "ann"});
  caller.dial(runtime_->uri("digits"));
  caller.until("CALL_ESTABLISHED");
  caller.press("15*#");
  caller.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller), ElementsAre(prompt, no));
}

// Each codec alone, both ways.
class CodecTest : public AudioTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(CodecTest, WhatTheCallerSaysIsRecordedAndPlayed) {
  start();
  Baresip caller({.user = "ann", .speaks = ann, .codecs = GetParam()});
  caller.dial(runtime_->uri("echo"));
  caller.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller), ElementsAre(prompt, ann)) << caller.log();
}

INSTANTIATE_TEST_SUITE_P(All, CodecTest, ::testing::Values("PCMU", "PCMA", "G722/16000/1", "opus/48000/2"),
                         [](const auto& one) { return one.param.substr(0, one.param.find('/')); });

TEST_F(AudioTest, ASecuredCallIsRecordedAndPlayed) {
  start();
  Baresip caller({.user = "ann", .speaks = ann, .secures = true});
  caller.dial(runtime_->uri("echo"));
  caller.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller), ElementsAre(prompt, ann)) << caller.log();
}

TEST_F(AudioTest, ASecuredCallIsConnectedWithAPlainOne) {
  expect_both_to_hear({.user = "ann", .speaks = ann, .secures = true}, {.user = "bob", .speaks = bob});
}

TEST_F(AudioTest, ACodecWeLackIsRefused) {
  start();
  Baresip caller({.user = "ann", .speaks = ann, .codecs = "L16/8000/1"});
  caller.dial(runtime_->uri("echo"));
  EXPECT_THAT(caller.until("CALL_CLOSED"), HasSubstr("488"));
}

// Two phones, connected by the site.
class PairTest : public AudioTest {
 protected:
  void connect(const std::string& number = "pair") {
    start(callee_.uri());
    caller_.dial(runtime_->uri(number));
    callee_.until("CALL_INCOMING");
  }
  void talk() {
    connect();
    callee_.accept();
    caller_.until("CALL_ESTABLISHED");
    callee_.until("CALL_ESTABLISHED");
    until_both_hear();
  }
  void until_both_hear() {
    caller_.until_heard(600ms);
    callee_.until_heard(600ms);
  }
  std::int64_t packets_to_callee() {
    const Json call = runtime_->ask({"call", "show", "1-1"});
    for (const Json& leg : call.at("legs")) {
      if (leg.at("direction") == "outgoing") return leg.at("media").at("packets_sent");
    }
    return -1;
  }

  Baresip caller_{{.user = "ann", .speaks = ann, .codecs = "PCMA"}};
  Baresip callee_{{.user = "bob", .speaks = bob}};
};

TEST_F(PairTest, EachHearsTheOtherUntilTheCallerHangsUp) {
  talk();
  caller_.hang_up();
  callee_.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller_), ElementsAre(bob));
  EXPECT_THAT(heard_by(callee_), ElementsAre(ann));
}

TEST_F(PairTest, EachHearsTheOtherUntilTheCalleeHangsUp) {
  talk();
  callee_.hang_up();
  caller_.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller_), ElementsAre(bob));
  EXPECT_THAT(heard_by(callee_), ElementsAre(ann));
}

// Between phones of different codecs, both ways.
class MixedPairTest : public AudioTest,
                      public ::testing::WithParamInterface<std::pair<std::string, std::string>> {};

TEST_P(MixedPairTest, EachHearsTheOther) {
  expect_both_to_hear({.user = "ann", .speaks = ann, .codecs = GetParam().first},
                      {.user = "bob", .speaks = bob, .codecs = GetParam().second});
}

INSTANTIATE_TEST_SUITE_P(Codecs, MixedPairTest,
                         ::testing::Values(std::pair{"PCMU", "G722/16000/1"}, std::pair{"opus/48000/2", "PCMA"},
                                           std::pair{"G722/16000/1", "opus/48000/2"}));

// The phone that holds records no more; what it is sent is counted instead.
TEST_F(PairTest, AHeldCallGoesOnBothWaysWhenItIsTakenUpAgain) {
  talk();
  callee_.hold();
  until_held(true);
  const auto while_held = packets_to_callee();
  callee_.resume();
  until_held(false);
  caller_.until_heard(600ms);
  EXPECT_GT(packets_to_callee(), while_held + 10);
  caller_.hang_up();
  callee_.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller_), ElementsAre(bob));
}

TEST_F(PairTest, ACalleeWhoRefusesIsBusy) {
  connect();
  callee_.hang_up();
  caller_.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller_), ElementsAre(yes));
}

TEST_F(PairTest, ACalleeWhoDoesNotAnswerIsGivenUp) {
  connect("impatient");
  callee_.until("CALL_CLOSED");
  caller_.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller_), ElementsAre(no));
}

TEST_F(AudioTest, ACalleeWhoIsNotThereIsUnavailable) {
  start("sip:nobody@127.0.0.1:" + std::to_string(free_port("udp")));
  Baresip caller({.user = "ann"});
  caller.dial(runtime_->uri("pair"));
  caller.until("CALL_CLOSED");
  EXPECT_THAT(heard_by(caller), ElementsAre(prompt));
}

TEST_F(AudioTest, DigitsAreGatheredAfterAHold) {
  start();
  Baresip caller({.user = "ann"});
  caller.dial(runtime_->uri("digits"));
  caller.until("CALL_ESTABLISHED");
  caller.hold();
  until_held(true);
  caller.resume();
  until_held(false);
  caller.press("15*0");
  const Json gathered = runtime_->until_entry("digits.gathered");
  EXPECT_EQ(gathered["with"].value("digits", ""), "15*0");
  caller.until("CALL_CLOSED");
}

}  // namespace
}  // namespace tipring::wire
