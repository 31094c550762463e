#include "call_desk_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using ::testing::Contains;
using ::testing::StartsWith;

TEST_F(CallDeskTest, TheAgentIsToldOfTheCallerWhoHearsMusicUntilThen) {
  desk.whisper.say = "Balance {customer.balance}{customer.unknown}";
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 2s}};
  known = true;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(2s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  ASSERT_NE(ann.hearing(), nullptr);
  EXPECT_EQ(ann.hearing()->name, "desk");
  EXPECT_EQ(caller.hearing()->text, "la la");
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::offered);
  world.run(1s + 200ms);
  EXPECT_EQ(ann.hearing()->text, "Balance 12");
  world.run(5s);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::talking);
  ASSERT_TRUE(ann.speak(1s, "hello").ok());
  world.run(100ms);
  EXPECT_EQ(caller.hearing()->text, "hello");
  EXPECT_THAT(world.story(), Contains(StartsWith("offer.answered offer=1 agent=ann")));
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, AnAgentThatHangsUpInTheWhisperHasRefusedAndTheCallerKeepsItsPlace) {
  desk.ring_time = 5s;
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 10s}};
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& first = world.call("101");
  world.run(1s);
  const ContactId first_contact = world.contact;
  world.call("102");
  world.run(2s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(8s);
  EXPECT_EQ(ann.state(), sim::PartyState::answered) << "the time to ring is over with the answer";
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(first.hearing()->text, "la la");
  EXPECT_EQ(world.floor.distributor().position(first_contact), 1);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  EXPECT_THAT(world.story(), Contains(StartsWith("offer.ended offer=1 agent=ann end=refused")));
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(CallDeskTest, AnAgentThatPressesNoKeyHasRefused) {
  desk.whisper.accept_key = '1';
  desk.whisper.accept_within = 5s;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(6s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  EXPECT_EQ(caller.hearing()->text, "la la");
}

TEST_F(CallDeskTest, TheAgentIsReleasedWhenTheCallerHangsUpInTheWhisper) {
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 10s}};
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, OfAllThatRingTheOthersStopWhileOneIsTold) {
  desk.strategy = Strategy::ring_all;
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 3s}};
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  log_in("bob");
  world.call();
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  sim::Party& again = world.expect("ann");
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(again.state(), sim::PartyState::ringing) << "whoever else is free is asked again";
}

}  // namespace
}  // namespace tipring
