#include "adapters/rtp/key_listener.h"

#include <algorithm>
#include <array>
#include <vector>

#include "codec_names.h"
#include <gtest/gtest.h>

#include "adapters/rtp/codec.h"
#include "adapters/rtp/packet.h"
#include "adapters/rtp/tone.h"
#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

const std::string all_keys = "1234567890*#ABCD";

// Keys as a telephone sends them: tone for so many frames, then three of pause.
std::vector<Frame> pressed(const std::string& keys, int frames = 5) {
  std::vector<Frame> line;
  for (const char key : keys) {
    SineWaves waves(key_tone(key).low_hertz, key_tone(key).high_hertz);
    for (int i = 0; i < frames; ++i)
      waves.fill(line.emplace_back());
    line.insert(line.end(), 3, Frame{});
  }
  return line;
}

std::string heard(const std::vector<Frame>& line) {
  KeyListener listener;
  std::string keys;
  for (const Frame& frame : line)
    keys += listener.hear(frame);
  return keys;
}

TEST(KeyListener, HearsEveryKeyOnceHoweverLongItIsHeld) {
  EXPECT_EQ(heard(pressed(all_keys)), all_keys);
  EXPECT_EQ(heard(pressed("5", 200)), "5");
  EXPECT_EQ(heard(pressed("55")), "55");
}

TEST(KeyListener, ToneOfOneFrequencyIsNoKey) {
  std::vector<Frame> line;
  for (const double hertz : {697.0, 941.0, 1209.0, 1633.0, 425.0}) {
    SineWaves waves(hertz, 0);
    for (int i = 0; i < 20; ++i)
      waves.fill(line.emplace_back());
  }
  EXPECT_EQ(heard(line), "");
  SineWaves ringback(440, 480);
  for (int i = 0; i < 50; ++i)
    ringback.fill(line.emplace_back());
  EXPECT_EQ(heard(line), "");
}

// ITU-T Q.24: what is shorter than 20 ms or so is none.
TEST(KeyListener, ACrackleIsNoKey) {
  EXPECT_EQ(heard(pressed("5", 1)), "");
}

TEST(KeyListener, HearsKeysOverNoise) {
  Chance chance(8);
  auto line = pressed(all_keys);
  for (Frame& frame : line) {
    for (std::int16_t& sample : frame)
      sample = static_cast<std::int16_t>(sample + chance.between(-200, 200));
  }
  EXPECT_EQ(heard(line), all_keys);
}

class KeysThroughCodecs : public ::testing::TestWithParam<Codec> {};

TEST_P(KeysThroughCodecs, AreHeard) {
  const auto encoder = make_encoder(GetParam());
  const auto decoder = make_decoder(GetParam());
  std::vector<Frame> line;
  for (const Frame& frame : pressed(all_keys)) {
    std::array<std::uint8_t, largest_packet> payload{};
    std::array<std::int16_t, Decoder::most_samples> samples{};
    ASSERT_EQ(decoder->decode(std::span(payload).first(encoder->encode(frame, payload)), samples),
              frame_samples);
    std::copy_n(samples.begin(), frame_samples, line.emplace_back().begin());
  }
  EXPECT_EQ(heard(line), all_keys);
}

INSTANTIATE_TEST_SUITE_P(All, KeysThroughCodecs,
                         ::testing::Values(Codec::pcmu, Codec::pcma, Codec::g722, Codec::opus),
                         [](const auto& one) { return name_of(one.param); });

}  // namespace
}  // namespace tipring::rtp
