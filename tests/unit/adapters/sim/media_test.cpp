#include "world.h"

namespace tipring::sim {
namespace {

class SimMediaTest : public World {
 protected:
  static Clip prompt(const std::string& name, const std::string& text) {
    return SoundClip{name, text, "", 0ms};
  }
};

TEST_F(SimMediaTest, PartyHearsThePromptFromBeginningToEnd) {
  talking_caller();
  told();
  seen();
  media_.play(last_leg(), operation(1), {prompt("menu/welcome", "Welcome to the bank.")});
  run_out();
  EXPECT_EQ(told(), (Lines{"1203 played 1.1 #1"})) << "20 characters of 60 ms";
  EXPECT_EQ(seen(), (Lines{"4 ann hears prompt menu/welcome 'Welcome to the bank.'",
                           "1204 ann no longer hears prompt menu/welcome 'Welcome to the bank.'"}));
}

TEST_F(SimMediaTest, ClipsFollowEachOther) {
  Party& ann = talking_caller();
  told();
  seen();
  media_.play(last_leg(), operation(1),
              {SoundClip{"one", "", "", 500ms}, SilenceClip{100ms}, ToneClip{"beep", {}, 200ms},
               SoundClip{"one", "", "", 500ms}, SoundClip{"one", "", "", 500ms}});
  run_out();
  EXPECT_EQ(told(), (Lines{"1803 played 1.1 #1"}));
  EXPECT_EQ(seen(), (Lines{"4 ann hears prompt one", "504 ann no longer hears prompt one",
                           "604 ann hears tone beep", "804 ann no longer hears tone beep",
                           "804 ann hears prompt one", "1304 ann no longer hears prompt one",
                           "1304 ann hears prompt one", "1804 ann no longer hears prompt one"}));
  EXPECT_EQ(ann.heard().size(), 4U);
  EXPECT_EQ(ann.hearing(), nullptr);
}

TEST_F(SimMediaTest, StoppedPlayIsNotToldAndAnOldOperationStopsNothing) {
  talking_caller();
  told();
  media_.play(last_leg(), operation(1), {prompt("a", "a long text that takes a while")});
  run_for(100ms);
  media_.stop_play(last_leg(), operation(1));
  media_.play(last_leg(), operation(2), {SoundClip{"b", "", "", 300ms}});
  media_.stop_play(last_leg(), operation(1));
  run_out();
  EXPECT_EQ(told(), (Lines{"403 played 1.1 #2"}));
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(SimMediaTest, EndlessToneLastsUntilStopped) {
  Party& ann = talking_caller();
  told();
  media_.play(last_leg(), operation(1), {ToneClip{"ringback", {}, 0ms}});
  run_for(24h);
  ASSERT_NE(ann.hearing(), nullptr);
  EXPECT_EQ(ann.hearing()->name, "ringback");
  media_.stop_play(last_leg(), operation(1));
  run_for(1ms);
  EXPECT_EQ(ann.hearing(), nullptr);
  EXPECT_EQ(told(), Lines{});
}

TEST_F(SimMediaTest, MissingFileEndsThePlayWithItsNameAndNoPath) {
  files_["/site/sounds/there.wav"] = true;
  talking_caller();
  told();
  media_.play(last_leg(), operation(1),
              {SoundClip{"there", "", "/site/sounds/there.wav", 100ms},
               SoundClip{"menu/gone", "", "/site/sounds/menu/gone.wav", 100ms},
               SoundClip{"there", "", "/site/sounds/there.wav", 100ms}});
  run_out();
  EXPECT_EQ(told(),
            (Lines{"103 played 1.1 #1: the sound \"menu/gone\" cannot be played: its file does not exist"}));
}

TEST_F(SimMediaTest, PlayOfNothingEndsAtOnceButNotInsideTheCall) {
  talking_caller();
  told();
  media_.play(last_leg(), operation(1), {});
  EXPECT_EQ(told(), Lines{});
  run_for(0ms);
  EXPECT_EQ(told(), (Lines{"3 played 1.1 #1"}));
}

TEST_F(SimMediaTest, NothingIsHeardBeforeTheAnswerWithoutEarlyMedia) {
  Party& ann = caller();
  open_media(last_leg());
  media_.play(last_leg(), operation(1), {ToneClip{"ringback", {}, 0ms}});
  run_for(10ms);
  EXPECT_EQ(ann.hearing(), nullptr);
  telephony_.ring(last_leg(), description());
  run_for(10ms);
  ASSERT_NE(ann.hearing(), nullptr);
  EXPECT_EQ(ann.hearing()->name, "ringback");
}

TEST_F(SimMediaTest, HeldPartyHearsNothing) {
  Party& ann = talking_caller();
  media_.play(last_leg(), operation(1), {ToneClip{"music", {}, 0ms}});
  run_for(10ms);
  media_.set_peer(last_leg(),
                  {{"192.0.2.1", 4000}, MediaDirection::receive_only, {0, "PCMU", 8000, ""}, 101, 20ms});
  run_for(10ms);
  EXPECT_EQ(ann.hearing(), nullptr);
  media_.set_peer(last_leg(),
                  {{"192.0.2.1", 4000}, MediaDirection::send_receive, {0, "PCMU", 8000, ""}, 101, 20ms});
  run_for(10ms);
  EXPECT_NE(ann.hearing(), nullptr);
}

TEST_F(SimMediaTest, KeysArePressedOneAfterTheOther) {
  Party& ann = talking_caller();
  told();
  const auto pressing = ann.press("12#");
  ASSERT_TRUE(pressing.ok());
  EXPECT_EQ(pressing.value(), 420ms);
  EXPECT_TRUE(ann.press("9").ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"4 digit 1.1 1", "164 digit 1.1 2", "324 digit 1.1 #", "484 digit 1.1 9"}));
  EXPECT_EQ(ann.press("1x").error().code, "bad-digit");
  EXPECT_EQ(ann.press("").error().code, "bad-digit");
}

TEST_F(SimMediaTest, KeyWithoutMediaIsLostAndSaidSo) {
  Party& ann = caller();
  seen();
  EXPECT_TRUE(ann.press("1").ok());
  run_for(10ms);
  EXPECT_EQ(seen(), (Lines{"1 ann press lost (own) 1"}));
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1"}));
}

TEST_F(SimMediaTest, KeysAreHeardByTheirTonesWhereEventsAreNotAgreed) {
  Party& ann = talking_caller();
  media_.set_peer(last_leg(),
                  {{"192.0.2.1", 4000}, MediaDirection::send_receive, {0, "PCMU", 8000, ""}, {}, 20ms});
  told();
  EXPECT_TRUE(ann.press("7").ok());
  run_for(2ms);
  EXPECT_EQ(told(), (Lines{"4 digit 1.1 7"}));
  media_.send_digits(last_leg(), operation(1), "5");
  run_out();
  EXPECT_EQ(ann.heard().back().sound.kind, Sound::Kind::digit);
}

TEST_F(SimMediaTest, KeysAfterHangingUpAreNotPressed) {
  Party& ann = talking_caller();
  EXPECT_TRUE(ann.press("123").ok());
  run_for(200ms);
  told();
  EXPECT_TRUE(ann.hang_up().ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"204 released 1.1 by remote 0"}));
}

TEST_F(SimMediaTest, BridgedPartiesHearEachOtherAndTheirKeys) {
  Party& ann = talking_caller();
  const LegId first = last_leg();
  Party& bob = network_.expect("bob");
  const LegId second = talk_to(bob);
  seen();
  told();
  media_.bridge(first, second);
  run_for(1ms);
  EXPECT_EQ(seen(), (Lines{"6 ann hears voice bob", "6 bob hears voice ann"}));
  EXPECT_TRUE(ann.speak(2s, "hello bob").ok());
  run_for(2ms);
  ASSERT_NE(bob.hearing(), nullptr);
  EXPECT_EQ(bob.hearing()->text, "hello bob");
  EXPECT_TRUE(bob.press("5").ok());
  run_for(2ms);
  EXPECT_EQ(told(), (Lines{"9 digit 1.2 5"}));
  EXPECT_EQ(ann.heard().back().sound.kind, Sound::Kind::digit);
  media_.unbridge(second);
  run_for(1ms);
  EXPECT_EQ(ann.hearing(), nullptr);
  EXPECT_EQ(bob.hearing(), nullptr);
}

TEST_F(SimMediaTest, PlayOnABridgedLegIsHeardInPlaceOfTheOther) {
  Party& ann = talking_caller();
  const LegId first = last_leg();
  Party& bob = network_.expect("bob");
  media_.bridge(first, talk_to(bob));
  run_for(10ms);
  media_.play(first, operation(1), {SoundClip{"beep", "", "", 100ms}});
  run_for(10ms);
  EXPECT_EQ(ann.hearing()->name, "beep");
  EXPECT_EQ(bob.hearing()->name, "ann");
  run_for(200ms);
  EXPECT_EQ(ann.hearing()->name, "bob");
}

TEST_F(SimMediaTest, DigitsSentReachThePartysEar) {
  Party& ann = talking_caller();
  told();
  seen();
  media_.send_digits(last_leg(), operation(4), "1*");
  run_out();
  EXPECT_EQ(seen(), (Lines{"4 ann hears digit 1", "164 ann hears digit *"}));
  EXPECT_EQ(told(), (Lines{"263 sent 1.1 #4"}));
  media_.send_digits(last_leg(), operation(5), "123");
  run_for(100ms);
  media_.stop_digits(last_leg(), operation(5));
  run_out();
  EXPECT_EQ(told(), Lines{});
  EXPECT_EQ(ann.heard().size(), 3U);
}

TEST_F(SimMediaTest, CloseEndsEverythingAndFreesTheSlot) {
  Party& ann = talking_caller();
  const LegId first = last_leg();
  Party& bob = network_.expect("bob");
  const LegId second = talk_to(bob);
  media_.bridge(first, second);
  media_.play(first, operation(1), {ToneClip{"music", {}, 10s}});
  media_.record(first, operation(2), {"/tmp/r.wav", 60s, 5s});
  media_.send_digits(first, operation(3), "12345");
  run_for(100ms);
  told();
  EXPECT_EQ(media_.live().slots, 2U);
  media_.close(first);
  run_out();
  EXPECT_EQ(told(), (Lines{"105 recorded 1.1 #2 stopped 100ms"}));
  EXPECT_EQ(ann.hearing(), nullptr);
  EXPECT_EQ(bob.hearing(), nullptr);
  media_.close(second);
  media_.close(second);
  EXPECT_EQ(media_.live().slots, 0U);
  EXPECT_EQ(media_.live().sockets, 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
  EXPECT_FALSE(media_.statistics(first));
}

TEST_F(SimMediaTest, RefusesToOpenBeyondItsSlots) {
  ASSERT_TRUE(media_.open({1, 1}).ok());
  ASSERT_TRUE(media_.open({1, 2}).ok());
  ASSERT_TRUE(media_.open({1, 3}).ok());
  const auto refused = media_.open({1, 4});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "no-ports");
  media_.close({1, 2});
  EXPECT_TRUE(media_.open({1, 4}).ok());
}

TEST_F(SimMediaTest, CountsThePacketsOfWhatWasHeard) {
  talking_caller();
  media_.play(last_leg(), operation(1), {SoundClip{"one", "", "", 1s}});
  run_for(2s);
  const auto figures = media_.statistics(last_leg());
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->packets_sent, 50U);
  EXPECT_EQ(figures->packets_received, 100U);
  EXPECT_EQ(figures->packets_lost, 0U);
}

TEST_F(SimMediaTest, TellsOnceThatAPartyThatVanishedIsSilent) {
  Party& ann = talking_caller();
  told();
  ann.vanish();
  run_for(70s);
  EXPECT_EQ(told(), (Lines{"60004 silent 1.1 for 60000"}));
  run_for(200s);
  EXPECT_EQ(told(), Lines{});
}

TEST_F(SimMediaTest, AHeldPartyMayBeSilent) {
  Party& ann = talking_caller();
  media_.set_peer(last_leg(),
                  {{"192.0.2.1", 4000}, MediaDirection::send_only, {0, "PCMU", 8000, ""}, 101, 20ms});
  told();
  ann.vanish();
  run_for(200s);
  EXPECT_EQ(told(), Lines{});
}

// The same cases as SpeechDetectorTest has for what is really heard.
TEST_F(SimMediaTest, TellsWhenSpeechBeginsAndWhenItEnds) {
  Party& ann = talking_caller();
  run_for(7ms);
  told();
  media_.detect_speech(last_leg(), true);
  run_for(1s);
  EXPECT_TRUE(ann.speak(500ms).ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"1071 speaks 1.1", "1811 silent 1.1"}));
}

TEST_F(SimMediaTest, PausesBetweenWordsAreNoSilence) {
  Party& ann = talking_caller();
  run_for(7ms);
  told();
  media_.detect_speech(last_leg(), true);
  run_for(1s);
  for (int word = 0; word < 5; ++word) {
    EXPECT_TRUE(ann.speak(200ms).ok());
    run_for(480ms);
  }
  EXPECT_EQ(told(), (Lines{"1071 speaks 1.1"}));
}

TEST_F(SimMediaTest, AClickIsNoSpeech) {
  Party& ann = talking_caller();
  told();
  media_.detect_speech(last_leg(), true);
  for (int click = 0; click < 20; ++click) {
    EXPECT_TRUE(ann.speak(40ms).ok());
    run_for(140ms);
  }
  EXPECT_EQ(told(), Lines{});
}

TEST_F(SimMediaTest, SpeechWithoutAPauseBeforeItGoesOn) {
  Party& ann = talking_caller();
  EXPECT_TRUE(ann.speak(1s).ok());
  run_for(7ms);
  told();
  media_.detect_speech(last_leg(), true);
  run_for(1500ms);
  EXPECT_TRUE(ann.speak(1s).ok());
  run_for(100ms);
  EXPECT_EQ(told(), (Lines{"70 goes on speaking 1.1", "1304 silent 1.1", "1571 speaks 1.1"}));
  media_.detect_speech(last_leg(), false);
  run_for(2s);
  media_.detect_speech(last_leg(), true);
  run_for(200ms);
  EXPECT_TRUE(ann.speak(1s).ok());
  run_for(100ms);
  EXPECT_EQ(told(), (Lines{"3871 goes on speaking 1.1"})) << "perhaps a pause between two words";
}

TEST_F(SimMediaTest, IgnoresALegWithoutMedia) {
  const LegId nobody{1, 99};
  media_.set_peer(nobody, {});
  media_.play(nobody, operation(1), {});
  media_.stop_play(nobody, operation(1));
  media_.record(nobody, operation(1), {});
  media_.stop_record(nobody, operation(1));
  media_.send_digits(nobody, operation(1), "1");
  media_.stop_digits(nobody, operation(1));
  media_.bridge(nobody, {1, 98});
  media_.unbridge(nobody);
  media_.close(nobody);
  run_out();
  EXPECT_EQ(told(), Lines{});
}

}  // namespace
}  // namespace tipring::sim
