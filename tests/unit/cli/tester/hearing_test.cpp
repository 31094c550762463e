#include "cli/tester/hearing.h"

#include "stage_world.h"

namespace tipring::cli {
namespace {

class HearingTest : public StageWorld {
 protected:
  void SetUp() override {
    ann_ = caller();
    answer();
  }
  static Clip prompt(const std::string& name, const std::string& text) {
    return SoundClip{name, text, "", 0ms};
  }
  std::string hears(const std::string& what, Duration within = 30s) {
    return await(hearing_.hears(ann_, what, within));
  }

  PartyId ann_ = 0;
  Hearing hearing_{stage_};
};

TEST_F(HearingTest, WordsAreFoundWhateverTheirCase) {
  play({prompt("menu/welcome", "Welcome to the bank. For billing press 1.")});
  EXPECT_EQ(hears("welcome TO"), "");
}

TEST_F(HearingTest, SoundIsRecognisedAfterASecondOfIt) {
  const Instant began = clock_.now();
  play({prompt("menu/welcome", "Welcome to the bank. For billing press 1.")});
  EXPECT_EQ(hears("welcome"), "");
  EXPECT_GE(clock_.now() - began, 1s);
  EXPECT_LT(clock_.now() - began, 1100ms) << "it need not be over";
}

TEST_F(HearingTest, ShorterSoundIsRecognisedAtItsEnd) {
  const Instant began = clock_.now();
  play({prompt("yes", "Yes."), SilenceClip{10s}});
  EXPECT_EQ(hears("yes"), "");
  EXPECT_GE(clock_.now() - began, 200ms);
  EXPECT_LT(clock_.now() - began, 300ms);
}

TEST_F(HearingTest, SoundIsKnownByItsName) {
  play({prompt("menu/welcome", "Hello."), prompt("menu/choices", "")});
  EXPECT_EQ(hears("menu/choices"), "");
}

TEST_F(HearingTest, GoesOnWhereTheLastOneLeftOff) {
  play({prompt("menu", "For billing press 1, for repairs press 2.")});
  EXPECT_EQ(hears("press 1"), "");
  EXPECT_EQ(hears("press 2"), "");
  EXPECT_EQ(hears("press 1", 10s),
            "ann did not hear \"press 1\" within 10s\nheard since: menu \"For billing press 1, for "
            "repairs press 2.\"");
}

TEST_F(HearingTest, TheSameSoundPlayedTwiceIsHeardTwice) {
  play({prompt("beep", ""), SilenceClip{1s}, prompt("beep", "")});
  EXPECT_EQ(hears("beep"), "");
  EXPECT_EQ(hears("beep"), "");
  EXPECT_NE(hears("beep"), "");
}

TEST_F(HearingTest, WhatWasHeardBeforeCounts) {
  play({prompt("a", "one"), prompt("b", "two")});
  run_for(1min);
  EXPECT_EQ(hears("one"), "");
  EXPECT_EQ(hears("two"), "");
}

TEST_F(HearingTest, MissNamesTheNearest) {
  play({prompt("menu/welcome", "Welcome.")});
  EXPECT_EQ(hears("menu/welcom", 1s),
            "ann did not hear \"menu/welcom\" within 1s; did you mean 'menu/welcome'?\n"
            "heard since: menu/welcome \"Welcome.\"");
}

TEST_F(HearingTest, FailsAtOnceWhenTheCallIsOver) {
  hang_up();
  EXPECT_EQ(hears("anything"), "ann did not hear \"anything\": it is over: released\nheard since: nothing");
  EXPECT_LT(clock_.now(), Instant{} + 1s);
}

TEST_F(HearingTest, TonesAndDigits) {
  play({ToneClip{"beep", {}, 200ms}});
  EXPECT_EQ(await(hearing_.hears_tone(ann_, "beep", 1s)), "");
  EXPECT_EQ(await(hearing_.hears_tone(ann_, "beep", 1s)).substr(0, 33), "ann did not hear \"beep\" within 1s");
  stage_.media().send_digits(leg_, {2, 1}, "12#");
  EXPECT_EQ(await(hearing_.hears_digits(ann_, "12", 1s)), "");
  EXPECT_EQ(await(hearing_.hears_digits(ann_, "1", 1s)),
            "ann did not hear the digits 1\nheard since: the digit #");
}

TEST_F(HearingTest, SilenceLastsItsWholeTime) {
  EXPECT_EQ(await(hearing_.hears_nothing(ann_, 5s)), "");
  EXPECT_GE(clock_.now(), Instant{} + 5s);
  play({SilenceClip{2s}, ToneClip{"beep", {}, 200ms}});
  EXPECT_EQ(await(hearing_.hears_nothing(ann_, 5s)), "ann hears the tone beep");
  EXPECT_LT(clock_.now(), Instant{} + 8s);
}

TEST_F(HearingTest, PartiesThatDoNotTalkAreToldApart) {
  const auto bob = stage_.expect_call("bob", {}, {});
  const std::string problem = await(hearing_.talk_to_each_other(ann_, bob.value(), 2s));
  EXPECT_EQ(problem, "ann and bob did not come to talk within 2s: ann hears nothing, bob hears nothing");
}

TEST(FindWithoutCase, FindsFromThePlaceOn) {
  EXPECT_EQ(find_without_case("abc ABC", "abc", 0), 0U);
  EXPECT_EQ(find_without_case("abc ABC", "abc", 1), 4U);
  EXPECT_EQ(find_without_case("abc", "abc", 9), std::nullopt);
  EXPECT_EQ(find_without_case("", "a", 0), std::nullopt);
}

}  // namespace
}  // namespace tipring::cli
