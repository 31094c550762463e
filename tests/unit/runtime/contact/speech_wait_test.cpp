// A script that waits for the caller to speak, or to stop.

#include "runtime/contact/speech_wait.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

struct SpeechWaitTest : ::testing::Test {
  FloorWorld world;
  Calls& calls = world.calls;
  sim::Party* ann = nullptr;
  std::vector<SpeechWaitOutcome> outcomes;

  SpeechWaitTest() {
    world.on_attend = [this](ContactId contact) { ASSERT_TRUE(calls.answer(contact).ok()); };
    ann = &world.call();
    world.run(1s);
  }
  void wait(SpeechWaitRequest request) {
    world.loop.post([this, request] {
      ASSERT_TRUE(
          calls
              .wait_for_speech(world.contact, request,
                               [this](const SpeechWaitOutcome& outcome) { outcomes.push_back(outcome); })
              .ok());
    });
  }
  void play(bool speech_barges_in, std::vector<std::string>& ended) {
    world.loop.post([this, speech_barges_in, &ended] {
      PlayRequest request{.items = {SilenceClip{10s}}, .speech_barges_in = speech_barges_in};
      ASSERT_TRUE(
          calls
              .play(world.contact, std::move(request),
                    [&ended](const PlayOutcome& outcome) { ended.emplace_back(to_string(outcome.end)); })
              .ok());
    });
  }
  void end() {
    ASSERT_TRUE(ann->hang_up().ok());
    world.run(40s);
    world.expect_nothing_left();
  }
};

TEST_F(SpeechWaitTest, HearsWhenSpeechBegins) {
  wait({.silence = {}, .timeout = 10s});
  world.run(2s);
  EXPECT_TRUE(outcomes.empty());
  ASSERT_TRUE(ann->speak(1s, "hello").ok());
  world.run(100ms);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::heard);
  EXPECT_NEAR(std::chrono::duration<double>(outcomes[0].after).count(), 2, 0.1);
  end();
}

TEST_F(SpeechWaitTest, HearsSpeechThatGoesOnAlready) {
  ASSERT_TRUE(ann->speak(5s, "hello").ok());
  world.run(1s);
  wait({.silence = {}, .timeout = 10s});
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::heard);
  EXPECT_EQ(outcomes[0].after, Duration::zero());
  end();
}

TEST_F(SpeechWaitTest, MayWaitForWhatBeginsAnew) {
  ASSERT_TRUE(ann->speak(5s, "hello").ok());
  world.run(1s);
  wait({.silence = {}, .timeout = 10s, .anew = true});
  world.run(6s);
  EXPECT_TRUE(outcomes.empty());
  ASSERT_TRUE(ann->speak(1s, "anybody there?").ok());
  world.run(100ms);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::heard);
  EXPECT_NEAR(std::chrono::duration<double>(outcomes[0].after).count(), 6, 0.01);
  end();
}

TEST_F(SpeechWaitTest, TimeRunsOut) {
  wait({.silence = {}, .timeout = 3s});
  world.run(4s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::timeout);
  end();
}

TEST_F(SpeechWaitTest, HearsHowLongSomebodySpeaks) {
  ASSERT_TRUE(ann->speak(4s, "you have reached the answering machine of").ok());
  world.run(100ms);
  wait({.silence = 800ms, .timeout = 30s});
  world.run(4s);
  EXPECT_TRUE(outcomes.empty()) << "not silent for long enough yet";
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::heard);
  EXPECT_NEAR(std::chrono::duration<double>(outcomes[0].after).count(), 3.9, 0.1);
  end();
}

TEST_F(SpeechWaitTest, WhoIsSilentFromTheStartIsToo) {
  wait({.silence = 2s, .timeout = 30s});
  world.run(3s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].after, Duration::zero());
  end();
}

TEST_F(SpeechWaitTest, SilenceThatIsBrokenStartsAnew) {
  wait({.silence = 2s, .timeout = 4s});
  for (int word = 0; word < 4; ++word) {
    world.run(1s);
    ASSERT_TRUE(ann->speak(100ms, "and").ok());
  }
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::timeout);
  end();
}

TEST_F(SpeechWaitTest, TheEndOfTheCallEndsIt) {
  wait({.silence = {}, .timeout = 1h});
  world.run(1s);
  end();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, SpeechWaitEnd::hung_up);
}

TEST_F(SpeechWaitTest, SpeechEndsAPromptThatAllowsIt) {
  std::vector<std::string> ended;
  play(true, ended);
  world.run(1s);
  ASSERT_TRUE(ann->speak(1s, "yes yes").ok());
  world.run(100ms);
  EXPECT_THAT(ended, ElementsAre("interrupted"));
  play(false, ended);
  world.run(5s);
  ASSERT_TRUE(ann->speak(1s, "yes yes").ok());
  world.run(10s);
  EXPECT_THAT(ended, ElementsAre("interrupted", "done"));
  end();
}

TEST_F(SpeechWaitTest, OneWordEndsOnePrompt) {
  std::vector<std::string> ended;
  play(true, ended);
  world.run(1s);
  ASSERT_TRUE(ann->speak(5s, "no no not that").ok());
  world.run(60ms);
  EXPECT_THAT(ended, ElementsAre()) << "shorter than any word";
  world.run(1ms);
  EXPECT_THAT(ended, ElementsAre("interrupted"));
  play(true, ended);
  world.run(5s);
  EXPECT_THAT(ended, ElementsAre("interrupted")) << "it goes on from before the second prompt";
  world.run(500ms);
  ASSERT_TRUE(ann->speak(1s, "this one").ok());
  world.run(100ms);
  EXPECT_THAT(ended, ElementsAre("interrupted", "interrupted"));
  end();
}

TEST_F(SpeechWaitTest, TwoMayWaitAtOnce) {
  std::vector<std::string> ended;
  wait({.silence = {}, .timeout = 10s});
  play(true, ended);
  world.run(1s);
  ASSERT_TRUE(ann->speak(1s, "hello").ok());
  world.run(100ms);
  EXPECT_EQ(outcomes.size(), 1U);
  EXPECT_THAT(ended, ElementsAre("interrupted"));
  end();
}

}  // namespace
}  // namespace tipring
