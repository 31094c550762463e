#include "adapters/rtp/g711.h"

#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "goertzel.h"
#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

// ITU-T G.711, tables 1a and 2a: character signals and the values at the decoder's output.
TEST(G711, DecodesTheValuesOfTheRecommendation) {
  EXPECT_EQ(decode(G711::pcmu, 0x80), 8031 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0x00), -8031 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0x8f), 4191 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0x9f), 2079 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xaf), 1023 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xbf), 495 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xcf), 231 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xdf), 99 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xef), 33 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xfe), 2 * 4);
  EXPECT_EQ(decode(G711::pcmu, 0xff), 0);
  EXPECT_EQ(decode(G711::pcmu, 0x7f), 0);

  EXPECT_EQ(decode(G711::pcma, 0xff ^ 0x55), 4032 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xf0 ^ 0x55), 2112 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xe0 ^ 0x55), 1056 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xd0 ^ 0x55), 528 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xc0 ^ 0x55), 264 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xb0 ^ 0x55), 132 * 8);
  EXPECT_EQ(decode(G711::pcma, 0xa0 ^ 0x55), 66 * 8);
  EXPECT_EQ(decode(G711::pcma, 0x80 ^ 0x55), 1 * 8);
  EXPECT_EQ(decode(G711::pcma, 0x00 ^ 0x55), -1 * 8);
  EXPECT_EQ(decode(G711::pcma, 0x7f ^ 0x55), -4032 * 8);
}

// Tables 5 and 6: eight codes that, repeated, are a sine of 1 kHz at 0 dBm0.
TEST(G711, DecodesTheReferenceTone) {
  constexpr std::array<std::uint8_t, 8> a_law{0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4};
  constexpr std::array<std::uint8_t, 8> mu_law{0x1e, 0x0b, 0x0b, 0x1e, 0x9e, 0x8b, 0x8b, 0x9e};
  for (const auto& [law, codes, full_scale] :
       {std::tuple{G711::pcma, a_law, 3.14}, std::tuple{G711::pcmu, mu_law, 3.17}}) {
    std::vector<std::int16_t> samples;
    for (int i = 0; i < 1000; ++i)
      samples.push_back(decode(law, codes[static_cast<std::size_t>(i) % 8]));
    EXPECT_GT(share_at(1000, samples), 0.999);
    const double decibels = 10 * std::log10(mean_square(samples) / (32768.0 * 32768.0 / 2)) + full_scale;
    EXPECT_NEAR(decibels, 0, 0.15);
  }
}

TEST(G711, KeepsEveryCodeThroughLinear) {
  for (int i = 0; i < 256; ++i) {
    const auto code = static_cast<std::uint8_t>(i);
    EXPECT_EQ(encode(G711::pcma, decode(G711::pcma, code)), code);
    // µ-law has two codes for zero, and linear has one value.
    EXPECT_EQ(encode(G711::pcmu, decode(G711::pcmu, code)), code == 0x7f ? 0xff : code);
  }
}

TEST(G711, EncodesToTheNearestValue) {
  for (const G711 law : {G711::pcmu, G711::pcma}) {
    for (int sample = -32768; sample <= 32767; ++sample) {
      const auto code = encode(law, static_cast<std::int16_t>(sample));
      const int error = std::abs(decode(law, code) - sample);
      // Half of the widest step that G.711 has at this level, and the bits below its resolution.
      const int step = std::max(law == G711::pcmu ? 8 : 16, std::abs(sample) / 16 + 8);
      ASSERT_LE(error, std::abs(sample) > 32124 ? 700 : step) << sample;
    }
  }
}

TEST(G711, TranscodingLosesLittle) {
  for (int i = 0; i < 256; ++i) {
    std::array<std::uint8_t, 1> code{static_cast<std::uint8_t>(i)};
    const int before = decode(G711::pcmu, code[0]);
    transcode(G711::pcmu, G711::pcma, code);
    const int after = decode(G711::pcma, code[0]);
    EXPECT_LE(std::abs(after - before), std::abs(before) / 20 + 16) << i;
    transcode(G711::pcma, G711::pcma, code);
    EXPECT_EQ(decode(G711::pcma, code[0]), after);
  }
}

}  // namespace
}  // namespace tipring::rtp
