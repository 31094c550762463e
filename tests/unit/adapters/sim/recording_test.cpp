#include "world.h"

namespace tipring::sim {
namespace {

class SimRecordingTest : public World {
 protected:
  void SetUp() override {
    ann_ = &talking_caller();
    told();
    seen();
  }
  Party* ann_ = nullptr;
};

TEST_F(SimRecordingTest, EndsAfterSilenceOnceThePartyHasSpoken) {
  media_.record(last_leg(), operation(1), {"/r.wav", 60s, 2s});
  run_for(1s);
  EXPECT_TRUE(ann_->speak(3s, "please call me").ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"6004 recorded 1.1 #1 silence 6001ms"}));
}

TEST_F(SimRecordingTest, EndsAfterSilenceWhenNothingIsSaid) {
  media_.record(last_leg(), operation(1), {"/r.wav", 60s, 2s});
  run_out();
  EXPECT_EQ(told(), (Lines{"2003 recorded 1.1 #1 silence 2000ms"}));
}

TEST_F(SimRecordingTest, EndsAtItsLongest) {
  media_.record(last_leg(), operation(1), {"/r.wav", 5s, 2s});
  EXPECT_TRUE(ann_->speak(1h).ok());
  run_for(10s);
  EXPECT_EQ(told(), (Lines{"5003 recorded 1.1 #1 longest 5000ms"}));
}

TEST_F(SimRecordingTest, EndsWhenStopped) {
  media_.record(last_leg(), operation(1), {"/r.wav", 60s, 0ms});
  run_for(1s);
  media_.stop_record(last_leg(), operation(2));
  run_for(1s);
  media_.stop_record(last_leg(), operation(1));
  EXPECT_EQ(told(), Lines{}) << "not inside the call";
  run_out();
  EXPECT_EQ(told(), (Lines{"2003 recorded 1.1 #1 stopped 2000ms"}));
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(SimRecordingTest, IsHeardAgainWhenItsPathIsPlayed) {
  media_.record(last_leg(), operation(1), {"/r.wav", 60s, 1s});
  EXPECT_TRUE(ann_->speak(2s, "please call me").ok());
  run_for(10s);
  told();
  seen();
  media_.play(last_leg(), operation(2), {SoundClip{"", "", "/r.wav", 0ms}});
  run_for(10s);
  EXPECT_EQ(told(), (Lines{"13004 played 1.1 #2"}));
  EXPECT_EQ(seen().at(0), "10004 ann hears prompt 'please call me'");
}

TEST_F(SimRecordingTest, FailsWithItsProblem) {
  media_.fail_recordings("no space left");
  media_.record(last_leg(), operation(1), {"/r.wav", 60s, 1s});
  run_out();
  EXPECT_EQ(told(), (Lines{"3 recorded 1.1 #1 failed 0ms: no space left"}));
}

}  // namespace
}  // namespace tipring::sim
