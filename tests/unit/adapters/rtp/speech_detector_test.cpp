#include "adapters/rtp/speech_detector.h"

#include <vector>

#include <gtest/gtest.h>

#include "adapters/rtp/tone.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

// What is told, by the millisecond at which the frame that showed it ended.
class SpeechDetectorTest : public ::testing::Test {
 protected:
  // A tone of this share of full scale.
  void hear(milliseconds time, double level) {
    SineWaves waves(400, 0);
    for (milliseconds passed{0}; passed < time; passed += frame_time) {
      Frame frame;
      waves.fill(frame);
      for (std::int16_t& sample : frame)
        sample = static_cast<std::int16_t>(sample * level);
      now_ += frame_time;
      if (const auto change = detector_.hear(frame)) told_.emplace_back(*change, now_.count());
    }
  }

  SpeechDetector detector_;
  milliseconds now_{0};
  std::vector<std::pair<SpeechChange, std::int64_t>> told_;
};

using Told = std::vector<std::pair<SpeechChange, std::int64_t>>;

TEST_F(SpeechDetectorTest, TellsWhenSpeechBeginsAndWhenItEnds) {
  hear(milliseconds(1000), 0);
  hear(milliseconds(500), 0.5);
  hear(milliseconds(1000), 0);
  EXPECT_EQ(told_, (Told{{SpeechChange::begins, 1060}, {SpeechChange::ends, 1500 + speech_pause.count()}}));
}

TEST_F(SpeechDetectorTest, PausesBetweenWordsAreNoSilence) {
  hear(milliseconds(1000), 0);
  for (int word = 0; word < 5; ++word) {
    hear(milliseconds(200), 0.3);
    hear(speech_pause - frame_time, 0);
  }
  EXPECT_EQ(told_, (Told{{SpeechChange::begins, 1060}}));
}

TEST_F(SpeechDetectorTest, SpeechWithoutAPauseBeforeItGoesOn) {
  hear(milliseconds(1000), 0.3);
  hear(milliseconds(500), 0);
  hear(milliseconds(1000), 0.3);
  EXPECT_EQ(told_, (Told{{SpeechChange::goes_on, 60},
                         {SpeechChange::ends, 1000 + speech_pause.count()},
                         {SpeechChange::begins, 1560}}));
}

TEST_F(SpeechDetectorTest, APauseBetweenTwoWordsMayComeFirst) {
  hear(milliseconds(200), 0);
  hear(milliseconds(1000), 0.3);
  EXPECT_EQ(told_, (Told{{SpeechChange::goes_on, 260}}));
}

TEST_F(SpeechDetectorTest, AClickIsNoSpeech) {
  for (int click = 0; click < 20; ++click) {
    hear(2 * frame_time, 0.9);
    hear(milliseconds(100), 0);
  }
  EXPECT_TRUE(told_.empty());
}

TEST_F(SpeechDetectorTest, TheNoiseOfAQuietRoomIsSilence) {
  hear(milliseconds(2000), 0.002);
  EXPECT_TRUE(told_.empty());
}

}  // namespace
}  // namespace tipring::rtp
