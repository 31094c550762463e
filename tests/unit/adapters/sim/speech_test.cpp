#include "world.h"

#include "adapters/sim/ear.h"

namespace tipring::sim {
namespace {

class SimSpeechTest : public World {
 protected:
  Speech::Request say(const std::string& text) {
    return speech_.synthesise({text, "en"}, [this](Result<SoundClip> clip) {
      note(clip.ok() ? "'" + clip->text + "' " + std::to_string(clip->length.count()) : clip.error().code);
    });
  }
  SimSpeech speech_{loop_};
};

TEST_F(SimSpeechTest, IsReadyInTheNextTurn) {
  say("Good morning");
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(speech_.live(), 1U);
  run_for(0ms);
  EXPECT_EQ(told(), (Lines{"0 'Good morning' 720"}));
  EXPECT_EQ(speech_.live(), 0U);
}

TEST_F(SimSpeechTest, FailsOrHangsWhenTold) {
  speech_.fail("no voice");
  say("x");
  speech_.hang();
  say("y");
  run_out();
  EXPECT_EQ(told(), (Lines{"0 speech-failed", "10000 timed-out"}));
}

TEST_F(SimSpeechTest, CancelledRequestIsNeverDone) {
  const auto request = say("x");
  speech_.cancel(request);
  speech_.cancel(request);
  run_out();
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(speech_.live(), 0U);
}

TEST(SpeakingTime, CountsCharactersNotBytes) {
  EXPECT_EQ(speaking_time("señor"), speaking_time("senor"));
  EXPECT_EQ(speaking_time(""), 200ms);
}

}  // namespace
}  // namespace tipring::sim
