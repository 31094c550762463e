#include "runtime/contact/whisper.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/connect.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;

SoundClip whisper_sound(std::chrono::milliseconds length = 3s) {
  return {.name = "billing", .text = "billing, balance 12", .path = {}, .length = length};
}

/// Every call is answered, and connected with the targets by a whisper.
struct WhisperTest : ::testing::Test {
  WhisperTest() {
    world.on_attend = [this](ContactId contact) {
      if (answer_first) {
        ASSERT_TRUE(world.calls.answer(contact).ok());
      }
      ConnectRequest request{.whisper = whisper};
      for (const std::string& target : targets)
        request.targets.push_back({.uri = "sip:" + target + "@sim", .timeout = 20s});
      request.order = order;
      ASSERT_TRUE(world.calls
                      .connect(contact, request,
                               [this, contact](const ConnectOutcome& outcome) {
                                 outcomes.push_back(outcome);
                                 world.calls.finish(contact, {});
                               })
                      .ok());
    };
  }
  static std::string hears(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->text;
  }
  static std::string hears_whom(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->name;
  }
  void all_over() {
    world.run(40s);
    world.expect_nothing_left();
  }

  FloorWorld world;
  WhisperRequest whisper{.items = {whisper_sound()}};
  bool answer_first = true;
  ConnectOrder order = ConnectOrder::one_by_one;
  std::vector<std::string> targets{"bob"};
  std::vector<ConnectOutcome> outcomes;
};

TEST_F(WhisperTest, TheTargetHearsItAloneAndThenTheCaller) {
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears(bob), "billing, balance 12");
  EXPECT_EQ(hears_whom(caller), "ringback");
  world.run(3s);
  EXPECT_EQ(hears_whom(bob), "ann");
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(caller.hang_up().ok());
  all_over();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].answered);
}

TEST_F(WhisperTest, ACallerThatIsNotAnsweredRingsUntilThen) {
  answer_first = false;
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::ringing);
  world.run(3s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(caller.hang_up().ok());
  all_over();
}

TEST_F(WhisperTest, AKeyEndsItAndIsNotPassedOn) {
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(bob.press("5").ok());
  world.run(500ms);
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(bob.hang_up().ok());
  all_over();
  EXPECT_TRUE(outcomes.at(0).answered);
}

TEST_F(WhisperTest, WhoHangsUpInItHasDeclinedAndTheNextIsCalled) {
  targets = {"bob", "eve"};
  sim::Party& bob = world.expect("bob");
  sim::Party& eve = world.expect("eve");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(eve.state(), sim::PartyState::ringing);
  ASSERT_TRUE(eve.refuse(486).ok());
  all_over();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(outcomes[0].answered);
  ASSERT_EQ(outcomes[0].failed.size(), 2U);
  EXPECT_EQ(outcomes[0].failed[0].release.status, 603);
  EXPECT_EQ(caller.state(), sim::PartyState::over);
}

TEST_F(WhisperTest, TheTargetIsReleasedWhenTheCallerHangsUpInIt) {
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  all_over();
}

TEST_F(WhisperTest, WithoutItsKeyNobodyHasTheCall) {
  whisper.accept_key = '1';
  whisper.accept_within = 5s;
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(bob.press("2").ok());
  world.run(4s);
  EXPECT_EQ(hears_whom(caller), "ringback");
  EXPECT_EQ(bob.state(), sim::PartyState::answered);
  world.run(4s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  all_over();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(outcomes[0].answered);
  EXPECT_EQ(outcomes[0].failed.at(0).release.status, 603);
}

// The mailbox of a mobile phone answers, and presses no key.
TEST_F(WhisperTest, OthersRingOnUntilTheKeyIsPressed) {
  whisper = {.items = {whisper_sound(1s)}, .accept_key = '1', .accept_within = 5s};
  targets = {"mobile", "desk"};
  order = ConnectOrder::together;
  sim::Party& mobile = world.expect("mobile");
  sim::Party& desk = world.expect("desk");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(mobile.answer().ok());
  world.run(2s);
  EXPECT_EQ(desk.state(), sim::PartyState::ringing);
  ASSERT_TRUE(desk.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears(desk), "billing, balance 12");
  ASSERT_TRUE(desk.press("1").ok());
  world.run(1s);
  EXPECT_EQ(mobile.state(), sim::PartyState::over);
  EXPECT_EQ(hears_whom(caller), "desk");
  ASSERT_TRUE(caller.hang_up().ok());
  all_over();
  EXPECT_EQ(outcomes.at(0).answered_by, "sip:desk@sim");
}

TEST_F(WhisperTest, AWhisperThatCannotBePlayedKeepsNobodyFromTheCall) {
  SoundClip missing = whisper_sound();
  missing.path = "/missing.wav";
  whisper.items = {missing};
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(caller.hang_up().ok());
  all_over();
}

// What bob sent before the answer was heard until then.
TEST_F(WhisperTest, EarlyMediaOfTheTargetGivesWayToRinging) {
  answer_first = false;
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call("ann");
  world.run(1s);
  ASSERT_TRUE(bob.ring_early().ok());
  world.run(1s);
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears_whom(caller), "ringback");
  world.run(3s);
  EXPECT_EQ(hears_whom(caller), "bob");
  ASSERT_TRUE(caller.hang_up().ok());
  all_over();
}

}  // namespace
}  // namespace tipring
