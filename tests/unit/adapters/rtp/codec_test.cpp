#include "adapters/rtp/codec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "codec_names.h"
#include "goertzel.h"
#include <gtest/gtest.h>

#include "adapters/rtp/packet.h"
#include "adapters/rtp/tone.h"

namespace tipring::rtp {
namespace {

PayloadFormat format(const char* encoding, std::uint32_t clock_rate) {
  return {96, encoding, clock_rate, {}};
}

TEST(CodecNames, AreTakenWithTheirClockOnly) {
  EXPECT_EQ(codec_of(format("pcmu", 8000)), Codec::pcmu);
  EXPECT_EQ(codec_of(format("PCMA", 8000)), Codec::pcma);
  EXPECT_EQ(codec_of(format("G722", 8000)), Codec::g722);
  EXPECT_EQ(codec_of(format("opus", 48'000)), Codec::opus);
  EXPECT_EQ(codec_of(format("opus", 16'000)), std::nullopt);
  EXPECT_EQ(codec_of(format("PCMU", 16'000)), std::nullopt);
  EXPECT_EQ(codec_of(format("G729", 8000)), std::nullopt);
}

TEST(CodecNames, TheLawsOfG711AreRelayedAsEachOther) {
  EXPECT_TRUE(relayable(Codec::pcmu, Codec::pcma));
  EXPECT_TRUE(relayable(Codec::opus, Codec::opus));
  EXPECT_FALSE(relayable(Codec::pcmu, Codec::g722));
  EXPECT_FALSE(relayable(Codec::g722, Codec::opus));
}

struct Quality {
  Codec codec;
  double least_signal_to_noise_db;
};

class CodecQuality : public ::testing::TestWithParam<Quality> {
 protected:
  // A tone through encoder and decoder, without the first half second, in which codecs learn.
  std::vector<std::int16_t> through(double hertz) const {
    SineWaves waves(hertz, 0);
    const auto encoder = make_encoder(GetParam().codec);
    const auto decoder = make_decoder(GetParam().codec);
    std::vector<std::int16_t> heard;
    for (int i = 0; i < 100; ++i) {
      Frame frame;
      waves.fill(frame);
      std::array<std::uint8_t, largest_packet> payload{};
      const std::size_t size = encoder->encode(frame, payload);
      EXPECT_GT(size, 0U);
      std::array<std::int16_t, Decoder::most_samples> samples{};
      const std::size_t count = decoder->decode(std::span(payload).first(size), samples);
      EXPECT_EQ(count, frame_samples);
      if (i >= 25) heard.insert(heard.end(), samples.begin(), samples.begin() + frame_samples);
    }
    return heard;
  }
};

TEST_P(CodecQuality, ATelephonesTonesSurvive) {
  for (const double hertz : {400.0, 1000.0, 2500.0}) {
    const auto heard = through(hertz);
    const double share = share_at(hertz, heard);
    const double signal_to_noise_db = 10 * std::log10(share / (1 - share));
    EXPECT_GT(signal_to_noise_db, GetParam().least_signal_to_noise_db) << hertz;
    // The level stays within a decibel.
    const double sent = 7217 / std::sqrt(2.0);
    EXPECT_NEAR(20 * std::log10(std::sqrt(mean_square(heard)) / sent), 0, 1) << hertz;
    RecordProperty("signal_to_noise_db_" + std::to_string(static_cast<int>(hertz)),
                   std::to_string(signal_to_noise_db));
  }
}

TEST_P(CodecQuality, GarbageHarmsNobody) {
  const auto decoder = make_decoder(GetParam().codec);
  std::array<std::int16_t, Decoder::most_samples> samples{};
  for (std::size_t size = 1; size < largest_packet - rtp_header_size; size += 7) {
    std::vector<std::uint8_t> payload(size);
    for (std::size_t i = 0; i < size; ++i)
      payload[i] = static_cast<std::uint8_t>(i * 37 + size);
    EXPECT_LE(decoder->decode(payload, samples), samples.size());
    decoder->conceal(payload, std::span(samples).first(size % frame_samples));
  }
}

TEST_P(CodecQuality, AMissingPacketIsMadeUpForAndALongGapFades) {
  SineWaves waves(400, 0);
  const auto encoder = make_encoder(GetParam().codec);
  const auto decoder = make_decoder(GetParam().codec);
  std::array<std::uint8_t, largest_packet> payload{};
  std::array<std::int16_t, Decoder::most_samples> samples{};
  for (int i = 0; i < 25; ++i) {
    Frame frame;
    waves.fill(frame);
    decoder->decode(std::span(payload).first(encoder->encode(frame, payload)), samples);
  }
  Frame made{};
  decoder->conceal({}, made);
  EXPECT_GT(mean_square(made), 0.25 * mean_square(std::span(samples).first(frame_samples)));
  EXPECT_GT(share_at(400, made), 0.8);
  for (int i = 0; i < 9; ++i)
    decoder->conceal({}, made);
  EXPECT_LT(mean_square(made), 0.05 * mean_square(std::span(samples).first(frame_samples)));
}

INSTANTIATE_TEST_SUITE_P(All, CodecQuality,
                         ::testing::Values(Quality{Codec::pcmu, 33}, Quality{Codec::pcma, 33},
                                           Quality{Codec::g722, 33}, Quality{Codec::opus, 12}),
                         [](const auto& one) { return name_of(one.param.codec); });

// A peer samples G.722 at 16,000 Hz: what we send is complete for it, so only the count of samples tells.
TEST(G722, AByteIsATwoHundredthOfAFrame) {
  const auto encoder = make_encoder(Codec::g722);
  std::array<std::uint8_t, largest_packet> payload{};
  EXPECT_EQ(encoder->encode(Frame{}, payload), frame_samples);
}

}  // namespace
}  // namespace tipring::rtp
