// What the site does to the audio of whole calls, heard by phones that are not ours.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "tests/unit/adapters/rtp/sound_maker.h"
#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/tones.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Tones, in hertz: the site's sounds, what the phones speak, and the busy tone of France.
constexpr int prompt_tone = 600;
constexpr int yes_tone = 1200;
constexpr int no_tone = 1800;
constexpr int ann_speaks = 900;
constexpr int bob_speaks = 2100;
constexpr int french_busy = 440;

std::vector<int> tones_heard(const Baresip& phone) {
  return phone.heard({prompt_tone, yes_tone, no_tone, ann_speaks, bob_speaks, french_busy, 425});
}

class AudioCallsTest : public ::testing::Test {
 protected:
  void start(const std::string& callee = "sip:nobody@127.0.0.1:9") {
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITE,
                                    .sounds = {{"prompt", prompt_tone}, {"yes", yes_tone}, {"no", no_tone}},
                                    .environment = {{"TIPRING_CALLEE", callee}}});
  }
  void TearDown() override {
    if (!runtime_) return;
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  // A phone of the site.
  Baresip::Setup phone(const std::string& name, bool secures, bool may_secure = false) const {
    return {.user = name,
            .speaks = bob_speaks,
            .secures = secures,
            .may_secure = may_secure,
            .registrar = runtime_->address(),
            .password = name};
  }
  void talk(Baresip& caller, Baresip& callee, const std::string& number) {
    caller.dial(runtime_->uri(number));
    callee.until("CALL_INCOMING");
    callee.accept();
    callee.until("CALL_ESTABLISHED");
    caller.until_heard(800ms);
    callee.until_heard(800ms);
  }
  // One side of a stereo recording, as a file of its own.
  std::string side(const std::string& wav, int channel) const {
    std::ifstream in(wav, std::ios::binary);
    in.seekg(44);
    std::vector<float> samples;
    std::array<std::int16_t, 2> pair{};
    while (in.read(reinterpret_cast<char*>(pair.data()), sizeof pair))
      samples.push_back(static_cast<float>(pair.at(static_cast<std::size_t>(channel))) / 32768.0F);
    const std::string path = wav + "." + std::to_string(channel) + ".wav";
    rtp::write_sound(path, samples, 8000, 1);
    return path;
  }

  std::optional<Runtime> runtime_;
};

TEST_F(AudioCallsTest, ACallIsRecordedInStereo) {
  Baresip caller({.user = "ann", .speaks = ann_speaks});
  Baresip callee({.user = "bob", .speaks = bob_speaks, .codecs = "PCMA"});
  start(callee.uri());
  talk(caller, callee, "taped");
  callee.hang_up();
  caller.until("CALL_CLOSED");
  runtime_->until_entry("record.finished");
  const std::string folder = std::filesystem::path(runtime_->database()).parent_path() / "recordings";
  const std::string wav = folder + "/1-1-1.wav";
  const std::vector<int> tones{prompt_tone, ann_speaks, bob_speaks};
  EXPECT_THAT(tones_in(side(wav, 0), tones), ElementsAre(ann_speaks));
  EXPECT_THAT(tones_in(side(wav, 1), tones), ElementsAre(prompt_tone, bob_speaks));
}

TEST_F(AudioCallsTest, TonesAreThoseOfTheCountry) {
  start();
  Baresip caller({.user = "ann"});
  caller.dial(runtime_->uri("busy"));
  caller.until("CALL_CLOSED");
  EXPECT_THAT(tones_heard(caller), ElementsAre(french_busy, french_busy));
}

TEST_F(AudioCallsTest, AConferenceOfThree) {
  Baresip first({.user = "ann", .speaks = ann_speaks});
  Baresip second({.user = "bob", .speaks = bob_speaks, .codecs = "G722/16000/1"});
  Baresip quiet({.user = "eve", .codecs = "PCMA"});
  start();
  first.dial(runtime_->uri("meeting"));
  runtime_->until_entry("conference.joined");
  second.dial(runtime_->uri("meeting"));
  runtime_->until_entry("conference.joined");
  quiet.dial(runtime_->uri("meeting"));
  runtime_->until_entry("conference.joined");
  first.until_heard(800ms);
  second.until_heard(800ms);
  quiet.until_heard(400ms);
  const Json call = runtime_->ask({"call", "show", "1-1"});
  EXPECT_EQ(call.at("legs").at(0).value("conference", ""), "sales");
  EXPECT_EQ(call.at("legs").at(0).value("parties", 0), 3);
  // Only one of the two speaks now: the third hears it alone, and then a prompt of its own.
  first.hang_up();
  quiet.until_heard(1s);
  quiet.press("#");
  quiet.until("CALL_CLOSED");
  second.hang_up();
  EXPECT_THAT(tones_heard(first), ElementsAre(bob_speaks));
  EXPECT_THAT(tones_heard(second), ElementsAre(ann_speaks));
  // Before, it heard both at once, which is none of these tones; or one of them, until both spoke.
  std::vector<int> tones = tones_heard(quiet);
  ASSERT_GE(tones.size(), 2U);
  EXPECT_THAT(std::vector(tones.end() - 2, tones.end()), ElementsAre(bob_speaks, yes_tone));
}

TEST_F(AudioCallsTest, ACallThatMustBeSecuredIs) {
  start();
  Baresip caller({.user = "ann", .speaks = ann_speaks});
  Baresip callee(phone("strict", true));
  runtime_->until_entry("phone.registered");
  talk(caller, callee, "strict");
  caller.hang_up();
  callee.until("CALL_CLOSED");
  EXPECT_THAT(tones_heard(caller), ElementsAre(bob_speaks));
  EXPECT_THAT(tones_heard(callee), ElementsAre(ann_speaks));
}

TEST_F(AudioCallsTest, AndIsNotMadeToAPhoneThatDoesNotSecure) {
  start();
  Baresip caller({.user = "ann"});
  Baresip callee(phone("strict", false));
  runtime_->until_entry("phone.registered");
  caller.dial(runtime_->uri("strict"));
  caller.until("CALL_CLOSED");
  EXPECT_THAT(tones_heard(caller), ElementsAre(no_tone));
}

TEST_F(AudioCallsTest, ACallThatMayBeSecuredIsWhereThePhoneKnowsHow) {
  start();
  Baresip caller({.user = "ann", .speaks = ann_speaks});
  Baresip callee(phone("lenient", false, true));
  runtime_->until_entry("phone.registered");
  talk(caller, callee, "lenient");
  const Json call = runtime_->ask({"call", "show", "1-1"});
  EXPECT_EQ(call.at("legs").at(0).at("srtp"), nullptr);
  EXPECT_EQ(call.at("legs").at(1).value("srtp", ""), "AES_CM_128_HMAC_SHA1_80");
  caller.hang_up();
  callee.until("CALL_CLOSED");
  EXPECT_THAT(tones_heard(caller), ElementsAre(bob_speaks));
  EXPECT_THAT(tones_heard(callee), ElementsAre(ann_speaks));
}

TEST_F(AudioCallsTest, ACallThatMayBeSecuredIsMadePlainly) {
  start();
  Baresip caller({.user = "ann", .speaks = ann_speaks});
  Baresip callee(phone("lenient", false));
  runtime_->until_entry("phone.registered");
  talk(caller, callee, "lenient");
  caller.hang_up();
  callee.until("CALL_CLOSED");
  EXPECT_THAT(tones_heard(caller), ElementsAre(bob_speaks));
  EXPECT_THAT(tones_heard(callee), ElementsAre(ann_speaks));
}

}  // namespace
}  // namespace tipring::wire
