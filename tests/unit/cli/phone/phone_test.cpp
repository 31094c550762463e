#include "cli/phone/phone.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "telephone_exchange.h"
#include <gtest/gtest.h>
#include <unistd.h>

#include "adapters/rtp/rtp_media.h"
#include "adapters/rtp/sound_file.h"
#include "tests/kit/waiting_reactor.h"

namespace tipring::cli {
namespace {

using std::chrono::milliseconds;
using Kind = EarEvent::Kind;

// A phone with somebody who remembers what it told.
struct User : PhoneEvents {
  explicit User(Phones& phones) : phone(phones, *this) {}

  void called(const IncomingCall& call) override { caller = call.caller.user; }
  void ringing(bool early) override { rang = early ? "early" : "yes"; }
  void answered() override { has_answered = true; }
  void released(const Release& release) override { ended = release; }
  void digit(char digit) override { digits += digit; }
  void heard(const EarEvent& event) override { events.push_back(event); }
  void played(const std::string& problem) override { played_problem = problem; }
  void recorded(const RecordingResult& result) override { recording = result; }
  void digits_sent() override { sent = true; }
  void held(bool on, int status) override { hold = on ? "on" : "off " + std::to_string(status); }
  void transfer_status(int status) override { transfer = status; }

  bool has_heard(Kind kind, const std::string& name) const {
    return std::ranges::any_of(events,
                               [&](const EarEvent& event) { return event.kind == kind && event.name == name; });
  }

  std::string caller;
  std::string rang;
  bool has_answered = false;
  std::optional<Release> ended;
  std::string digits;
  std::vector<EarEvent> events;
  std::optional<std::string> played_problem;
  std::optional<RecordingResult> recording;
  bool sent = false;
  std::string hold;
  int transfer = 0;
  Phone phone;
};

// Two phones, real audio between them over loopback, and signalling that goes by hand.
class PhoneTest : public ::testing::Test {
 protected:
  PhoneTest() {
    rtp::RtpOptions options;
    options.first_port = static_cast<std::uint16_t>(16'384 + 16 * (::getpid() % 900));
    media_ = rtp::RtpMedia::create(options, reactor_, phones_).value();
    phones_.plug_in(exchange_, exchange_, *media_, *media_);
    phones_.on_call(
        [this](const IncomingCall& call) { return call.dialled.user == "bob" ? &bob_.phone : nullptr; });
    ann_ = std::make_unique<User>(phones_);
  }

  bool until(const std::function<bool()>& condition) { return reactor_.run_until(condition); }

  // Ann and Bob are talking.
  void connect() {
    ASSERT_TRUE(ann_->phone.place("sip:bob@127.0.0.1", {}, {}));
    ASSERT_TRUE(until([&] { return bob_.phone.state() == PhoneState::called; }));
    ASSERT_TRUE(bob_.phone.answer());
    ASSERT_TRUE(until([&] { return ann_->has_answered && bob_.has_answered; }));
  }

  static SoundClip prompt(const std::string& name) { return {name, {}, PROMPTS "/" + name + ".wav", {}}; }
  static std::vector<std::int16_t> samples(const std::string& name) {
    return rtp::decode_sound(PROMPTS "/" + name + ".wav").value();
  }

  testing::WaitingReactor reactor_;
  Ids ids_{1};
  Phones phones_{ids_, reactor_};
  TelephoneExchange exchange_{ids_, reactor_, phones_};
  std::unique_ptr<rtp::RtpMedia> media_;
  User bob_{phones_};
  std::unique_ptr<User> ann_;
};

TEST_F(PhoneTest, CallsAndIsAnswered) {
  connect();
  EXPECT_EQ(ann_->phone.state(), PhoneState::talking);
  EXPECT_EQ(bob_.phone.state(), PhoneState::talking);
  EXPECT_EQ(media_->live().slots, 2U);
}

TEST_F(PhoneTest, HearsThePromptThatIsPlayed) {
  connect();
  ann_->phone.know_prompt("press_five", samples("press_five"));
  ann_->phone.know_prompt("press_nine", samples("press_nine"));
  ASSERT_TRUE(bob_.phone.play({prompt("press_five")}));
  EXPECT_TRUE(until([&] { return ann_->has_heard(Kind::prompt_ended, "press_five"); }));
  EXPECT_FALSE(ann_->has_heard(Kind::prompt_ended, "press_nine"));
  EXPECT_TRUE(until([&] { return bob_.played_problem.has_value(); }));
  EXPECT_EQ(bob_.played_problem, "");
  EXPECT_GT(ann_->phone.statistics()->packets_received, 0U);
}

TEST_F(PhoneTest, PressesKeysThatTheOtherHears) {
  connect();
  const auto time = ann_->phone.press("12#");
  ASSERT_TRUE(time);
  EXPECT_EQ(time.value(), milliseconds(480));
  EXPECT_TRUE(until([&] { return ann_->sent && bob_.digits == "12#"; }));
  EXPECT_EQ(ann_->phone.press("1x").error().code, "bad-digit");
}

TEST_F(PhoneTest, HearsAToneAndTheSilenceAfterIt) {
  connect();
  ASSERT_TRUE(bob_.phone.play({ToneClip{"beep", {{1000, 0, milliseconds(200)}}, milliseconds(200)}}));
  EXPECT_TRUE(until([&] { return ann_->has_heard(Kind::tone_named, "beep"); }));
  EXPECT_TRUE(until([&] { return ann_->has_heard(Kind::silence_began, ""); }));
}

TEST_F(PhoneTest, RecordsWhatItHears) {
  std::string folder = (std::filesystem::temp_directory_path() / "tipring-phone-XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/heard.wav";
  connect();
  ASSERT_TRUE(ann_->phone.record({path, milliseconds(60'000), {}}));
  ASSERT_TRUE(bob_.phone.play({prompt("nine")}));
  EXPECT_TRUE(until([&] { return bob_.played_problem.has_value(); }));
  ASSERT_TRUE(bob_.phone.hang_up());
  EXPECT_TRUE(until([&] { return ann_->recording.has_value(); }));
  EXPECT_EQ(ann_->recording->end, RecordingEnd::stopped);
  EXPECT_GT(rtp::decode_sound(path).value().size(), 1000U);
  std::filesystem::remove_all(folder);
}

TEST_F(PhoneTest, EarlyMediaIsHeardBeforeTheAnswer) {
  ann_->phone.know_prompt("nine", samples("nine"));
  ASSERT_TRUE(ann_->phone.place("sip:bob@127.0.0.1", {}, {}));
  ASSERT_TRUE(until([&] { return bob_.phone.state() == PhoneState::called; }));
  ASSERT_TRUE(bob_.phone.ring(true));
  ASSERT_TRUE(until([&] { return ann_->rang == "early"; }));
  ASSERT_TRUE(bob_.phone.play({prompt("nine")}));
  EXPECT_TRUE(until([&] { return ann_->has_heard(Kind::prompt_ended, "nine"); }));
  EXPECT_FALSE(ann_->has_answered);
}

TEST_F(PhoneTest, RingsAndRefuses) {
  ASSERT_TRUE(ann_->phone.place("sip:bob@127.0.0.1", {}, {}));
  ASSERT_TRUE(until([&] { return bob_.phone.state() == PhoneState::called; }));
  ASSERT_TRUE(bob_.phone.ring(false));
  EXPECT_TRUE(until([&] { return ann_->rang == "yes"; }));
  ASSERT_TRUE(bob_.phone.refuse(486, "Busy Here"));
  EXPECT_TRUE(until([&] { return ann_->ended && bob_.ended; }));
  EXPECT_EQ(ann_->ended->status, 486);
  EXPECT_EQ(media_->live().slots, 0U);
}

TEST_F(PhoneTest, HangsUp) {
  connect();
  ASSERT_TRUE(ann_->phone.hang_up());
  EXPECT_TRUE(until([&] { return ann_->ended && bob_.ended; }));
  EXPECT_EQ(bob_.phone.state(), PhoneState::over);
  EXPECT_EQ(media_->live().slots, 0U);
  EXPECT_EQ(ann_->phone.hang_up().error().code, "wrong-state");
  EXPECT_EQ(ann_->phone.play({}).error().code, "wrong-state");
}

TEST_F(PhoneTest, GivesUpACallThatIsNotAnswered) {
  ASSERT_TRUE(ann_->phone.place("sip:bob@127.0.0.1", {}, {}));
  ASSERT_TRUE(ann_->phone.hang_up());
  EXPECT_TRUE(until([&] { return ann_->ended.has_value(); }));
  EXPECT_FALSE(ann_->has_answered);
}

TEST_F(PhoneTest, ACallForNobodyIsRefused) {
  ASSERT_TRUE(ann_->phone.place("sip:carol@127.0.0.1", {}, {}));
  EXPECT_TRUE(until([&] { return ann_->ended.has_value(); }));
  EXPECT_EQ(ann_->ended->status, 480);
}

TEST_F(PhoneTest, AnswersACallThatBringsNoOffer) {
  exchange_.strip_offers();
  connect();
  bob_.phone.know_prompt("nine", samples("nine"));
  ASSERT_TRUE(ann_->phone.play({prompt("nine")}));
  EXPECT_TRUE(until([&] { return bob_.has_heard(Kind::prompt_ended, "nine"); }));
}

TEST_F(PhoneTest, RefusesACallThatOffersNothingItCanDo) {
  exchange_.offer_only({18, "G729", 8000, {}});
  ASSERT_TRUE(ann_->phone.place("sip:bob@127.0.0.1", {}, {}));
  ASSERT_TRUE(until([&] { return bob_.phone.state() == PhoneState::called; }));
  EXPECT_FALSE(bob_.phone.answer());
  EXPECT_TRUE(until([&] { return ann_->ended.has_value(); }));
  EXPECT_EQ(ann_->ended->status, 488);
}

TEST_F(PhoneTest, APhoneThatGoesAwayHangsUp) {
  connect();
  ann_.reset();
  EXPECT_TRUE(until([&] { return bob_.ended.has_value(); }));
  EXPECT_EQ(media_->live().slots, 0U);
}

TEST_F(PhoneTest, HasOneCall) {
  connect();
  EXPECT_EQ(ann_->phone.place("sip:bob@127.0.0.1", {}, {}).error().code, "wrong-state");
  EXPECT_EQ(bob_.phone.answer().error().code, "wrong-state");
}

}  // namespace
}  // namespace tipring::cli
