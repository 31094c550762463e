#include "adapters/rtp/sound_file.h"

#include <filesystem>
#include <fstream>

#include "goertzel.h"
#include "sound_maker.h"
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapters/rtp/sound_cache.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::rtp {
namespace {

class SoundFiles : public ::testing::Test {
 protected:
  ::tipring::testing::TemporaryFolder folder_;
};

TEST_F(SoundFiles, ReadsAnyRateAndLawAsEightKilohertz) {
  struct Case {
    int rate;
    int format;
  };
  for (const auto& [rate, format] :
       {Case{8000, SF_FORMAT_PCM_16}, Case{8000, SF_FORMAT_ULAW}, Case{8000, SF_FORMAT_ALAW},
        Case{16'000, SF_FORMAT_PCM_24}, Case{22'050, SF_FORMAT_PCM_16}, Case{44'100, SF_FORMAT_FLOAT},
        Case{48'000, SF_FORMAT_PCM_U8}}) {
    const std::string path = folder_.file("tone.wav");
    write_sound(path, sine(1000, rate, 1), rate, 1, SF_FORMAT_WAV | format);
    const auto decoded = decode_sound(path);
    ASSERT_TRUE(decoded) << rate;
    EXPECT_NEAR(static_cast<double>(decoded.value().size()), 8000, 8) << rate;
    EXPECT_GT(share_at(1000, decoded.value()), 0.98) << rate;
    EXPECT_NEAR(std::sqrt(mean_square(decoded.value())), 0.3 * 32768 / std::sqrt(2), 150) << rate;
  }
}

TEST_F(SoundFiles, EightKilohertzComesThroughBitForBit) {
  std::vector<std::int16_t> samples;
  for (int i = -32768; i < 32768; i += 7)
    samples.push_back(static_cast<std::int16_t>(i));
  write_samples(folder_.file("exact.wav"), samples);
  const auto decoded = decode_sound(folder_.file("exact.wav"));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded.value(), samples);
}

TEST_F(SoundFiles, MixesChannels) {
  std::vector<float> stereo;
  const auto left = sine(500, 8000, 0.5);
  const auto right = sine(1500, 8000, 0.5);
  for (std::size_t i = 0; i < left.size(); ++i)
    stereo.insert(stereo.end(), {left[i], right[i]});
  write_sound(folder_.file("stereo.wav"), stereo, 8000, 2);
  const auto decoded = decode_sound(folder_.file("stereo.wav"));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded.value().size(), left.size());
  EXPECT_NEAR(share_at(500, decoded.value()), 0.5, 0.01);
  EXPECT_NEAR(share_at(1500, decoded.value()), 0.5, 0.01);
}

TEST_F(SoundFiles, SaysWhatIsWrong) {
  const auto missing = decode_sound(folder_.file("missing.wav"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "not-found");
  EXPECT_NE(missing.error().text.find("missing.wav"), std::string::npos);

  std::ofstream(folder_.file("text.wav")) << "this is a letter, not a sound";
  const auto letter = decode_sound(folder_.file("text.wav"));
  ASSERT_FALSE(letter);
  EXPECT_EQ(letter.error().code, "bad-sound");

  ASSERT_EQ(mkfifo(folder_.file("pipe.wav").c_str(), 0600), 0);
  const auto pipe = decode_sound(folder_.file("pipe.wav"));
  ASSERT_FALSE(pipe);
  EXPECT_EQ(pipe.error().code, "bad-sound");
  EXPECT_FALSE(decode_sound(folder_.file("")));
}

TEST_F(SoundFiles, ACutFileGivesWhatItHas) {
  const std::string path = folder_.file("cut.wav");
  write_sound(path, sine(1000, 8000, 1), 8000, 1);
  std::filesystem::resize_file(path, 44 + 2 * 4000);
  const auto decoded = decode_sound(path);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded.value().size(), 4000U);
}

TEST_F(SoundFiles, TheCacheReadsAFileOnceUntilItChanges) {
  SoundCache cache(std::size_t{1} << 20U);
  const std::string path = folder_.file("a.wav");
  write_sound(path, sine(1000, 8000, 0.1), 8000, 1);
  const auto first = cache.get(path);
  const auto second = cache.get(path);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first.value(), second.value());

  write_sound(path, sine(1000, 8000, 0.2), 8000, 1);
  const auto changed = cache.get(path);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed.value()->size(), 1600U);
  EXPECT_EQ(cache.bytes(), 3200U);
}

TEST_F(SoundFiles, TheCacheDropsWhatWasNotUsedLongest) {
  SoundCache cache(3 * 1600);
  Samples kept[4];
  for (int i = 0; i < 4; ++i)
    write_sound(folder_.file(std::to_string(i)), sine(1000, 8000, 0.1), 8000, 1);
  for (int i = 0; i < 3; ++i)
    kept[i] = cache.get(folder_.file(std::to_string(i))).value();
  EXPECT_EQ(cache.get(folder_.file("0")).value(), kept[0]);
  kept[3] = cache.get(folder_.file("3")).value();
  EXPECT_LE(cache.bytes(), 3U * 1600);
  EXPECT_EQ(cache.get(folder_.file("0")).value(), kept[0]);
  EXPECT_NE(cache.get(folder_.file("1")).value(), kept[1]);
}

TEST_F(SoundFiles, ASoundLargerThanTheCacheIsPlayedAllTheSame) {
  SoundCache cache(100);
  write_sound(folder_.file("a.wav"), sine(1000, 8000, 0.1), 8000, 1);
  ASSERT_TRUE(cache.get(folder_.file("a.wav")));
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace tipring::rtp
