#include "cli/tester/call_progress.h"

#include "stage_world.h"

namespace tipring::cli {
namespace {

class CallProgressTest : public StageWorld {};

TEST_F(CallProgressTest, CallComesToItsMilestones) {
  const PartyId ann = caller();
  stage_.telephony().ring(leg_, std::nullopt);
  EXPECT_EQ(await(is_ringing(stage_, ann, 1s)), "");
  answer();
  EXPECT_EQ(await(is_answered(stage_, ann, 1s)), "");
  EXPECT_EQ(await(is_ringing(stage_, ann, 1s)), "") << "it has rung";
  hang_up();
  EXPECT_EQ(await(is_released(stage_, ann, 1s)), "");
  EXPECT_EQ(await(is_answered(stage_, ann, 1s)), "") << "it was";
}

TEST_F(CallProgressTest, WhatCanNoLongerComeFailsAtOnce) {
  const PartyId ann = caller();
  stage_.telephony().reject(leg_, 486, "", {});
  EXPECT_EQ(await(is_answered(stage_, ann, 1h)),
            "expected that ann is answered, but it is over: refused with 486 Busy Here");
  EXPECT_EQ(await(is_refused(stage_, ann, 404, 1h)),
            "expected that ann is refused with 404, but it is over: refused with 486 Busy Here");
  EXPECT_EQ(await(is_refused(stage_, ann, 486, 1h)), "");
  EXPECT_EQ(await(is_refused(stage_, ann, 0, 1h)), "");
  EXPECT_NE(await(is_released(stage_, ann, 1h)), "");
  EXPECT_LT(clock_.now(), Instant{} + 1s);
}

TEST_F(CallProgressTest, RedirectionNamesItsTarget) {
  const PartyId ann = caller();
  stage_.telephony().redirect(leg_, {"sip:one@x", "sip:two@x"});
  EXPECT_EQ(await(is_redirected(stage_, ann, "sip:two@x", 1s)), "");
  EXPECT_EQ(await(is_redirected(stage_, ann, "sip:three@x", 1s)),
            "expected that ann is redirected to sip:three@x, but it is over: redirected to sip:one@x");
}

TEST_F(CallProgressTest, HangingUpItselfIsNotBeingReleased) {
  const PartyId ann = caller();
  answer();
  ASSERT_TRUE(stage_.hang_up(ann).ok());
  EXPECT_EQ(await(is_released(stage_, ann, 1s)), "expected that ann is released, but it is over: it hung up");
}

TEST_F(CallProgressTest, TooLateSaysWhereItStands) {
  const PartyId ann = caller();
  EXPECT_EQ(await(is_ringing(stage_, ann, 5s)),
            "expected that ann rings within 5s, but it has had no response");
  const auto bob = stage_.expect_call("bob", {}, {});
  EXPECT_EQ(await(is_called(stage_, bob.value(), 5s)),
            "expected that bob is called within 5s, but it was not called");
}

TEST_F(CallProgressTest, TraitsAreJudgedAtRest) {
  const PartyId ann = caller();
  stage_.telephony().reject(leg_, 404, "", {});
  EXPECT_EQ(
      await(is_like(stage_, ann, {.state = "over", .status = 404, .reason = "Not Found", .hearing = ""}, 1s)),
      "")
      << "the refusal was still on its way";
  EXPECT_EQ(
      await(is_like(stage_, ann, {.state = "answered", .status = 486, .reason = {}, .hearing = "music"}, 1s)),
      "ann is not as expected:\n  state: expected answered, is over\n  status: expected 486, is 404\n"
      "  hearing: expected \"music\", is nothing");
}

TEST_F(CallProgressTest, AHoldIsInForceOnceItIsAgreed) {
  const PartyId ann = caller();
  answer();
  ASSERT_TRUE(stage_.hold(ann).ok());
  EXPECT_EQ(await(has_changed(stage_, ann, "holds the call", 1s)),
            "expected that ann holds the call within 1s, but what it asked for has no answer");
  stage_.telephony().accept_offer(leg_,
                                  sim::describe_phone(9, sim::usual_formats(), MediaDirection::receive_only));
  EXPECT_EQ(await(has_changed(stage_, ann, "holds the call", 1s)), "");
}

TEST_F(CallProgressTest, AHoldThatIsRefusedIsNone) {
  const PartyId ann = caller();
  answer();
  ASSERT_TRUE(stage_.hold(ann).ok());
  run_for(2ms);
  stage_.telephony().refuse_offer(leg_, 488);
  EXPECT_EQ(await(has_changed(stage_, ann, "holds the call", 1s)),
            "expected that ann holds the call, but that was refused with 488 Not Acceptable Here");
  EXPECT_EQ(await(has_changed(stage_, caller("bob"), "holds the call", 1s)),
            "expected that bob holds the call, but it has had no response");
}

TEST_F(CallProgressTest, PartiesHaveNamesOfTheirOwn) {
  const PartyId first = caller("ann");
  const PartyId second = caller("ann");
  EXPECT_EQ(stage_.look(first).name, "ann");
  EXPECT_EQ(stage_.look(second).name, "ann/2");
}

}  // namespace
}  // namespace tipring::cli
