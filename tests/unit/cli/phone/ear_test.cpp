#include "cli/phone/ear.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/g711.h"
#include "adapters/rtp/sound_file.h"
#include "adapters/rtp/tone.h"

namespace tipring::cli {
namespace {

using std::chrono::milliseconds;
using Kind = EarEvent::Kind;
using Audio = std::vector<std::int16_t>;

class EarTest : public ::testing::Test {
 protected:
  void listen(const Audio& audio) {
    heard_.insert(heard_.end(), audio.begin(), audio.end());
    for (; done_ + 160 <= heard_.size(); done_ += 160) {
      std::array<std::int16_t, 160> frame{};
      for (std::size_t i = 0; i < frame.size(); ++i)
        frame[i] = rtp::decode(rtp::G711::pcma, rtp::encode(rtp::G711::pcma, heard_[done_ + i]));
      ear_.hear(frame);
    }
  }
  void listen_to_tone(double first, double second, milliseconds length) {
    rtp::TonePlayer player(ToneClip{"", {{first, second, length}}, length});
    Audio audio(rtp::samples_in(length));
    player.fill(audio);
    listen(audio);
  }
  void listen_to_silence(milliseconds length) { listen(Audio(rtp::samples_in(length))); }

  std::vector<std::string> names(Kind kind) const {
    std::vector<std::string> found;
    for (const EarEvent& event : events_) {
      if (event.kind == kind) found.push_back(event.name);
    }
    return found;
  }
  std::vector<EarEvent> all(Kind kind) const {
    std::vector<EarEvent> found;
    for (const EarEvent& event : events_) {
      if (event.kind == kind) found.push_back(event);
    }
    return found;
  }

  std::vector<EarEvent> events_;
  Ear ear_{[this](const EarEvent& event) { events_.push_back(event); }};
  Audio heard_;
  std::size_t done_ = 0;
};

using Names = std::vector<std::string>;

TEST_F(EarTest, KnowsTheTonesOfEurope) {
  struct Case {
    const char* name;
    milliseconds on;
    milliseconds off;
  };
  for (const Case& tone : {Case{"busy", milliseconds(500), milliseconds(500)},
                           Case{"congestion", milliseconds(250), milliseconds(250)},
                           Case{"ringback", milliseconds(1000), milliseconds(4000)}}) {
    events_.clear();
    listen_to_silence(milliseconds(6000));
    for (int i = 0; i < 3; ++i) {
      listen_to_tone(425, 0, tone.on);
      listen_to_silence(tone.off);
    }
    const Names named = names(Kind::tone_named);
    ASSERT_FALSE(named.empty()) << tone.name;
    EXPECT_EQ(named.front(), tone.name);
    EXPECT_EQ(all(Kind::tone_began).size(), 3U);
    EXPECT_EQ(all(Kind::tone_began).front().tone, (ToneHeard{425, 0}));
    EXPECT_EQ(all(Kind::tone_ended).size(), 3U);
  }
}

TEST_F(EarTest, KnowsADialToneByItsPersistence) {
  listen_to_tone(425, 0, milliseconds(1400));
  EXPECT_TRUE(names(Kind::tone_named).empty());
  listen_to_tone(425, 0, milliseconds(400));
  EXPECT_EQ(names(Kind::tone_named), Names{"dial"});
}

TEST_F(EarTest, KnowsTheTonesOfAmerica) {
  listen_to_tone(440, 480, milliseconds(400));
  listen_to_silence(milliseconds(500));
  listen_to_tone(350, 440, milliseconds(400));
  listen_to_silence(milliseconds(500));
  for (int i = 0; i < 2; ++i) {
    listen_to_tone(480, 620, milliseconds(500));
    listen_to_silence(milliseconds(500));
  }
  EXPECT_EQ(names(Kind::tone_named), (Names{"ringback", "dial", "busy"}));
}

TEST_F(EarTest, ARingbackCutShortIsNoOtherTone) {
  for (const int on : {240, 500, 700}) {
    listen_to_tone(425, 0, milliseconds(on));
    listen_to_silence(milliseconds(6000));
  }
  EXPECT_TRUE(names(Kind::tone_named).empty());
}

TEST_F(EarTest, KnowsABeep) {
  listen_to_silence(milliseconds(300));
  listen_to_tone(1000, 0, milliseconds(200));
  listen_to_silence(milliseconds(300));
  EXPECT_EQ(names(Kind::tone_named), Names{"beep"});
  EXPECT_EQ(all(Kind::tone_began).front().at, milliseconds(300));
  EXPECT_EQ(all(Kind::tone_ended).front().at, milliseconds(500));
}

TEST_F(EarTest, KnowsAKeyPressedInTheAudio) {
  for (const char key : std::string("159D*0#")) {
    const auto tone = rtp::key_tone(key);
    listen_to_tone(tone.low_hertz, tone.high_hertz, milliseconds(100));
    listen_to_silence(milliseconds(60));
  }
  EXPECT_EQ(names(Kind::key), (Names{"1", "5", "9", "D", "*", "0", "#"}));
  EXPECT_TRUE(all(Kind::tone_began).empty());
}

TEST_F(EarTest, TellsSoundFromSilence) {
  listen_to_silence(milliseconds(2000));
  listen_to_tone(600, 0, milliseconds(100));
  listen_to_silence(milliseconds(900));
  listen_to_tone(600, 0, milliseconds(100));
  listen_to_silence(milliseconds(1500));
  ASSERT_EQ(all(Kind::sound_began).size(), 1U);
  EXPECT_EQ(all(Kind::sound_began).front().at, milliseconds(2000));
  ASSERT_EQ(all(Kind::silence_began).size(), 1U);
  EXPECT_EQ(all(Kind::silence_began).front().at, milliseconds(3100));
}

TEST_F(EarTest, AVoiceIsNoTone) {
  for (const char* name : {"menu", "goodbye", "press_nine"})
    listen(rtp::decode_sound(std::string(PROMPTS "/") + name + ".wav").value());
  EXPECT_TRUE(names(Kind::tone_named).empty());
  EXPECT_TRUE(names(Kind::key).empty());
}

TEST_F(EarTest, HearsAPromptEachTimeItIsPlayed) {
  const Audio menu = rtp::decode_sound(PROMPTS "/menu.wav").value();
  const Audio goodbye = rtp::decode_sound(PROMPTS "/goodbye.wav").value();
  ear_.know_prompt("menu", menu);
  ear_.know_prompt("goodbye", goodbye);
  listen_to_silence(milliseconds(500));
  listen(menu);
  listen_to_silence(milliseconds(300));
  listen(menu);
  listen(goodbye);
  listen_to_silence(milliseconds(1000));
  EXPECT_EQ(names(Kind::prompt_began), (Names{"menu", "menu", "goodbye"}));
  EXPECT_EQ(names(Kind::prompt_ended), (Names{"menu", "menu", "goodbye"}));
  EXPECT_EQ(all(Kind::prompt_began).front().at, milliseconds(500));
}

TEST_F(EarTest, HearsAPromptAgainThatWasCutOff) {
  const Audio menu = rtp::decode_sound(PROMPTS "/menu.wav").value();
  ear_.know_prompt("menu", menu);
  listen(Audio(menu.begin(), menu.begin() + 12000));
  listen_to_silence(milliseconds(300));
  listen(menu);
  listen_to_silence(milliseconds(1000));
  EXPECT_EQ(names(Kind::prompt_began), (Names{"menu", "menu"}));
  EXPECT_EQ(names(Kind::prompt_ended), (Names{"menu"}));
}

TEST_F(EarTest, HearsNoPromptThatItWasToldToForget) {
  const Audio menu = rtp::decode_sound(PROMPTS "/menu.wav").value();
  ear_.know_prompt("menu", menu);
  ear_.forget_prompt("menu");
  listen(menu);
  EXPECT_TRUE(names(Kind::prompt_began).empty());
}

}  // namespace
}  // namespace tipring::cli
