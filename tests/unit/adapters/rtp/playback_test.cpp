#include "adapters/rtp/playback.h"

#include <vector>

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

Samples sound(std::size_t count, std::int16_t value) {
  return std::make_shared<const std::vector<std::int16_t>>(count, value);
}

struct Heard {
  std::vector<std::int16_t> samples;
  int frames = 0;
};

Heard play(std::vector<PreparedClip> clips) {
  Playback playback(std::move(clips), {});
  Heard heard;
  while (!playback.finished() && heard.frames < 1000) {
    Frame frame;
    playback.next(frame);
    ++heard.frames;
    heard.samples.insert(heard.samples.end(), frame.begin(), frame.end());
  }
  return heard;
}

TEST(Playback, JoinsClipsToTheSample) {
  const auto heard = play({sound(100, 1), SilenceClip{milliseconds(10)}, sound(200, 2)});
  EXPECT_EQ(heard.frames, 3);
  EXPECT_EQ(heard.samples[99], 1);
  EXPECT_EQ(heard.samples[100], 0);
  EXPECT_EQ(heard.samples[179], 0);
  EXPECT_EQ(heard.samples[180], 2);
  EXPECT_EQ(heard.samples[379], 2);
  EXPECT_EQ(heard.samples[380], 0);
}

TEST(Playback, IsFinishedWithItsLastFrame) {
  EXPECT_EQ(play({sound(160, 1)}).frames, 1);
  EXPECT_EQ(play({sound(320, 1)}).frames, 2);
  EXPECT_EQ(play({sound(321, 1)}).frames, 3);
  EXPECT_EQ(play({ToneClip{"", {{440, 0, milliseconds(20)}}, milliseconds(40)}}).frames, 2);
  EXPECT_EQ(play({SilenceClip{milliseconds(20)}}).frames, 1);
}

TEST(Playback, NothingToPlayTakesNoTime) {
  EXPECT_EQ(play({}).frames, 0);
  EXPECT_EQ(play({sound(0, 1), SilenceClip{milliseconds(0)}, ToneClip{}}).frames, 0);
  EXPECT_EQ(play({sound(0, 1), sound(160, 1), SilenceClip{milliseconds(-5)}}).frames, 1);
}

TEST(Playback, LegsShareASound) {
  const auto shared = sound(160, 3);
  EXPECT_EQ(play({shared}).samples, play({shared}).samples);
}

}  // namespace
}  // namespace tipring::rtp
