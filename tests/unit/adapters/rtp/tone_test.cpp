#include "adapters/rtp/tone.h"

#include <cmath>
#include <vector>

#include "goertzel.h"
#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

std::vector<std::int16_t> play(ToneClip clip, std::size_t most) {
  TonePlayer player(std::move(clip));
  std::vector<std::int16_t> samples;
  std::array<std::int16_t, 160> frame{};
  while (samples.size() < most) {
    const std::size_t count = player.fill(frame);
    samples.insert(samples.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count));
    if (count < frame.size()) break;
  }
  return samples;
}

TEST(Tone, PutsItsPowerWhereItShould) {
  const auto ringback = play({"ringback", {{440, 480, milliseconds(2000)}}, milliseconds(1000)}, 100'000);
  ASSERT_EQ(ringback.size(), 8000U);
  EXPECT_NEAR(share_at(440, ringback), 0.5, 0.01);
  EXPECT_NEAR(share_at(480, ringback), 0.5, 0.01);
  const auto beep = play({"beep", {{1000, 0, milliseconds(300)}}, milliseconds(300)}, 100'000);
  EXPECT_GT(share_at(1000, beep), 0.999);
  for (const auto& samples : {ringback, beep}) {
    const double level = 10 * std::log10(mean_square(samples) / (32767.0 * 32767.0 / 2)) + 3.14;
    EXPECT_NEAR(level, -10, 0.1);
  }
}

TEST(Tone, KeepsItsRhythmToTheSample) {
  const ToneClip busy{"busy", {{480, 620, milliseconds(500)}, {0, 0, milliseconds(500)}}, milliseconds(2250)};
  const auto samples = play(busy, 100'000);
  ASSERT_EQ(samples.size(), 18'000U);
  const std::span all(samples);
  EXPECT_GT(mean_square(all.subspan(0, 4000)), 1e6);
  EXPECT_EQ(mean_square(all.subspan(4000, 4000)), 0);
  EXPECT_GT(mean_square(all.subspan(8000, 4000)), 1e6);
  EXPECT_EQ(mean_square(all.subspan(12'000, 4000)), 0);
  EXPECT_GT(mean_square(all.subspan(16'000)), 1e6);
}

TEST(Tone, GoesOnWithoutALength) {
  EXPECT_GE(play({"dial", {{350, 440, milliseconds(100)}}, milliseconds(0)}, 100'000).size(), 100'000U);
}

TEST(Tone, EndsAtOnceWithoutParts) {
  EXPECT_TRUE(play({"", {}, milliseconds(1000)}, 1000).empty());
  EXPECT_TRUE(play({"", {{440, 0, milliseconds(0)}}, milliseconds(0)}, 1000).empty());
}

TEST(Tone, KeysHaveTheirFrequencies) {
  EXPECT_EQ(key_tone('1').low_hertz, 697);
  EXPECT_EQ(key_tone('1').high_hertz, 1209);
  EXPECT_EQ(key_tone('0').low_hertz, 941);
  EXPECT_EQ(key_tone('0').high_hertz, 1336);
  EXPECT_EQ(key_tone('D').high_hertz, 1633);
  EXPECT_EQ(key_tone('x').low_hertz, 0);
}

}  // namespace
}  // namespace tipring::rtp
