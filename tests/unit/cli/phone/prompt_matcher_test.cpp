#include "cli/phone/prompt_matcher.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/rtp/g711.h"
#include "adapters/rtp/sound_file.h"
#include "runtime/base/chance.h"

namespace tipring::cli {
namespace {

using Audio = std::vector<std::int16_t>;

const std::vector<std::string> names{"menu",       "menu_three", "menu_closing", "five",  "nine",
                                     "press_five", "press_nine", "goodbye",      "thanks"};

Audio prompt(const std::string& name) {
  return rtp::decode_sound(PROMPTS "/" + name + ".wav").value();
}

// As it comes over a line: coded, in frames, after `delay` samples of silence.
Audio over_the_line(const Audio& audio, std::size_t delay, rtp::G711 law = rtp::G711::pcmu) {
  Audio heard(delay);
  heard.insert(heard.end(), audio.begin(), audio.end());
  heard.resize((heard.size() / 160 + 30) * 160);
  for (auto& sample : heard)
    sample = rtp::decode(law, rtp::encode(law, sample));
  return heard;
}

PromptMatcher listen(const Audio& expected, const Audio& heard) {
  PromptMatcher matcher(expected);
  for (std::size_t at = 0; at < heard.size(); at += 160)
    matcher.hear(std::span(heard).subspan(at, 160));
  return matcher;
}

void lose_frame(Audio& heard, std::size_t frame) {
  std::fill_n(heard.begin() + static_cast<std::ptrdiff_t>(frame * 160), 160, std::int16_t{0});
}

class EveryPrompt : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryPrompt, IsFoundWhereverItBegins) {
  const Audio expected = prompt(GetParam());
  for (const std::size_t delay : {0, 1, 777, 4003, 100'002}) {
    for (const auto law : {rtp::G711::pcmu, rtp::G711::pcma}) {
      const auto matcher = listen(expected, over_the_line(expected, delay, law));
      ASSERT_TRUE(matcher.whole()) << delay;
      EXPECT_NEAR(static_cast<double>(matcher.whole()->begin), static_cast<double>(delay), 2);
      EXPECT_GT(matcher.whole()->likeness, 0.95);
      ASSERT_TRUE(matcher.beginning());
      EXPECT_LE(matcher.beginning()->end, matcher.whole()->end);
    }
  }
}

TEST_P(EveryPrompt, IsNotFoundInTheOthers) {
  const Audio expected = prompt(GetParam());
  for (const std::string& name : names) {
    // "Thank you for calling." is the beginning of the other farewell, word by word.
    if (name == GetParam() || (GetParam() == "thanks" && name == "goodbye")) continue;
    EXPECT_FALSE(listen(expected, over_the_line(prompt(name), 500)).whole()) << name;
  }
}

TEST_P(EveryPrompt, IsFoundThoughFramesAreLost) {
  const Audio expected = prompt(GetParam());
  Chance chance(5);
  int found = 0;
  for (int round = 0; round < 20; ++round) {
    Audio heard = over_the_line(expected, static_cast<std::size_t>(chance.between(0, 5000)));
    for (std::size_t frame = 0; frame < heard.size() / 160; ++frame) {
      if (chance.unit() < 0.05) lose_frame(heard, frame);
    }
    if (listen(expected, heard).whole()) ++found;
  }
  EXPECT_GE(found, 19);
}

TEST_P(EveryPrompt, IsFoundThoughTheLineStopsForAMoment) {
  const Audio expected = prompt(GetParam());
  const Audio line = over_the_line(expected, 333);
  Chance chance(6);
  for (int round = 0; round < 10; ++round) {
    Audio heard = line;
    const auto at = chance.between(2, static_cast<std::int64_t>(expected.size()) / 160) * 160;
    heard.insert(heard.begin() + at, static_cast<std::size_t>(160 * chance.between(1, 15)), std::int16_t{0});
    EXPECT_TRUE(listen(expected, heard).whole()) << at;
  }
}

TEST_P(EveryPrompt, IsNotFoundWhenCutShort) {
  const Audio expected = prompt(GetParam());
  Audio heard = over_the_line(expected, 0);
  const std::size_t third = expected.size() / 3 / 160 * 160;
  std::fill(heard.begin() + static_cast<std::ptrdiff_t>(third), heard.end(), std::int16_t{0});
  const auto matcher = listen(expected, heard);
  EXPECT_FALSE(matcher.whole());
  if (third > 10'000) {
    EXPECT_TRUE(matcher.beginning());
  }
}

INSTANTIATE_TEST_SUITE_P(Prompts, EveryPrompt, ::testing::ValuesIn(names),
                         [](const auto& instance) { return instance.param; });

TEST(PromptMatcher, FindsOnePromptAmongOthers) {
  Audio line;
  for (const char* name : {"goodbye", "press_five", "menu", "press_nine"}) {
    const Audio part = over_the_line(prompt(name), 1000);
    line.insert(line.end(), part.begin(), part.end());
  }
  for (const char* name : {"goodbye", "press_five", "menu", "press_nine"})
    EXPECT_TRUE(listen(prompt(name), line).whole()) << name;
  EXPECT_FALSE(listen(prompt("menu_three"), line).whole());
}

TEST(PromptMatcher, KnowsABeginningBeforeTheEnd) {
  const Audio expected = prompt("menu");
  const Audio heard = over_the_line(expected, 0);
  PromptMatcher matcher(expected);
  std::size_t at = 0;
  for (; at < heard.size() && !matcher.beginning(); at += 160)
    matcher.hear(std::span(heard).subspan(at, 160));
  EXPECT_LT(at, 20'000U);
  EXPECT_FALSE(matcher.whole());
}

TEST(PromptMatcher, NeitherSilenceNorNoiseIsAPrompt) {
  const Audio expected = prompt("five");
  EXPECT_FALSE(listen(expected, Audio(80'000)).whole());
  Audio noise(80'000);
  Chance chance(7);
  for (auto& sample : noise)
    sample = static_cast<std::int16_t>(chance.between(-8000, 8000));
  EXPECT_FALSE(listen(expected, noise).whole());
}

TEST(PromptMatcher, SilenceIsNeverFound) {
  EXPECT_FALSE(listen(Audio(8000), Audio(80'000)).whole());
  EXPECT_FALSE(listen({}, Audio(8000)).whole());
}

TEST(PromptMatcher, LoudnessDoesNotMatter) {
  const Audio expected = prompt("goodbye");
  Audio soft = expected;
  for (auto& sample : soft)
    sample = static_cast<std::int16_t>(sample / 4);
  EXPECT_TRUE(listen(expected, over_the_line(soft, 100)).whole());
}

}  // namespace
}  // namespace tipring::cli
