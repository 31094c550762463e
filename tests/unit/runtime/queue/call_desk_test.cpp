#include "call_desk_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using ::testing::Contains;
using ::testing::StartsWith;

TEST_F(CallDeskTest, TheCallerHearsMusicUntilAnAgentAnswersAndThenTheAgent) {
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  sim::Party& caller = world.call();
  world.run(25s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "la la");
  log_in("ann");
  world.run(2s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  EXPECT_EQ(caller.hearing()->text, "la la");
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  EXPECT_NE(caller.hearing()->text, "la la");
  ASSERT_TRUE(ann.speak(1s, "hello").ok());
  world.run(100ms);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "hello");
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].served);
  EXPECT_EQ(caller.state(), sim::PartyState::over);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, ThePhoneOfAnAgentStopsRingingWhenTheCallerHangsUp) {
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(2s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1s);
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->how, sim::Ending::How::cancelled);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, AnAgentThatIsBusyIsFollowedByAnother) {
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  world.run(1s);
  log_in("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.refuse(486).ok());
  world.run(1s);
  EXPECT_EQ(bob.state(), sim::PartyState::ringing);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::not_ready);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("bob")->state(), AgentState::ready);
  world.expect_nothing_left();
}

// Its 200 crosses our CANCEL: the agent is not left with a call that nobody has.
TEST_F(CallDeskTest, AnAnswerThatCrossesTheWithdrawalLeavesNoCall) {
  desk.ring_time = 10s;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(10s - 1ms);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  const Agent* agent = world.floor.distributor().find_agent("ann");
  const bool talks = agent->state() == AgentState::talking;
  EXPECT_EQ(ann.state(), talks ? sim::PartyState::answered : sim::PartyState::over);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, OfAllThatRingTheFirstThatAnswersTalks) {
  desk.strategy = Strategy::ring_all;
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  log_in("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  ASSERT_TRUE(caller.speak(1s, "hi").ok());
  world.run(100ms);
  ASSERT_NE(bob.hearing(), nullptr);
  EXPECT_EQ(bob.hearing()->text, "hi");
  world.run(2s);
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, ThePlaceIsToldAndAKeyLeadsElsewhere) {
  desk.waiting.say_position = true;
  desk.waiting.press['9'] = {.kind = Action::Kind::dialog, .name = "message"};
  open({"ann"});
  world.call();
  sim::Party& second = world.call("101");
  world.run(100ms);
  ASSERT_NE(second.hearing(), nullptr);
  EXPECT_EQ(second.hearing()->text, "number 2");
  world.run(3s);
  EXPECT_EQ(second.hearing()->text, "la la");
  ASSERT_TRUE(second.press("9").ok());
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].why, Departure::pressed);
  EXPECT_EQ(outcomes[0].go->name, "message");
  EXPECT_THAT(world.story(), Contains(StartsWith("queue.left queue=desk why=pressed")));
}

TEST_F(CallDeskTest, AnAgentWhosePhoneIsNotThereIsNotReady) {
  DistributionPlan plan{.agents = {{.name = "ann", .party = {.phone = "100"}}}, .queues = {desk}};
  world.floor.redistribute(std::move(plan));
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "unreachable");
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  world.floor.distributor().reachable({.phone = "100"});
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::offered);
}

}  // namespace
}  // namespace tipring
