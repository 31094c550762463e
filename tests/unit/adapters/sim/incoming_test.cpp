#include "world.h"

namespace tipring::sim {
namespace {

class IncomingCallTest : public World {};

TEST_F(IncomingCallTest, IsRungAnsweredAndHungUpByTheCaller) {
  Party& ann = network_.call({"ann", "+12025550143", "sip:100@bank.example", "Ann", {{"X-Tier", "gold"}}, {}});
  EXPECT_EQ(ann.state(), PartyState::calling);
  run_for(1ms);
  EXPECT_EQ(last_caller_.user, "+12025550143");
  EXPECT_EQ(last_caller_.display, "Ann");
  EXPECT_EQ(last_dialled_.user, "100");
  EXPECT_EQ(last_dialled_.host, "bank.example");
  EXPECT_EQ(last_headers_, (Headers{{"X-Tier", "gold"}}));
  telephony_.ring(last_leg(), std::nullopt);
  run_for(1ms);
  EXPECT_EQ(ann.state(), PartyState::ringing);
  telephony_.answer(last_leg(), description());
  run_for(2ms);
  EXPECT_EQ(ann.state(), PartyState::answered);
  EXPECT_TRUE(ann.hang_up().ok());
  run_out();
  EXPECT_EQ(ann.state(), PartyState::over);
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "4 acknowledged 1.1", "5 released 1.1 by remote 0"}));
  EXPECT_EQ(seen(), (Lines{"0 ann calls sip:100@bank.example", "2 ann rings (other) 180 Ringing",
                           "3 ann answered (other)", "4 ann hung up (own)"}));
  EXPECT_EQ(telephony_.live().legs, 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(IncomingCallTest, IsHungUpByTheRuntimeOnceThePartyHasConfirmed) {
  Party& ann = talking_caller();
  told();
  hang_up(last_leg());
  hang_up(last_leg());
  run_out();
  EXPECT_EQ(told(), (Lines{"5 released 1.1 by local 0"}));
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->how, Ending::How::hung_up);
  EXPECT_FALSE(ann.ending()->by_party);
}

TEST_F(IncomingCallTest, IsRefusedWithStatusAndReason) {
  Party& ann = caller();
  telephony_.reject(last_leg(), 486, "", {});
  run_out();
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "3 released 1.1 by local 486"}));
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->status, 486);
  EXPECT_EQ(ann.ending()->reason, "Busy Here");
}

TEST_F(IncomingCallTest, IsRedirected) {
  Party& ann = caller();
  telephony_.redirect(last_leg(), {"sip:one@example.org", "sip:two@example.org"});
  run_out();
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->how, Ending::How::redirected);
  EXPECT_EQ(ann.ending()->targets, (Lines{"sip:one@example.org", "sip:two@example.org"}));
  EXPECT_EQ(telephony_.live().legs, 0U);
}

TEST_F(IncomingCallTest, EndsWhenTheCallerGivesUpBeforeTheAnswer) {
  Party& ann = caller();
  telephony_.ring(last_leg(), std::nullopt);
  run_for(10ms);
  EXPECT_TRUE(ann.hang_up().ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "12 released 1.1 by remote 487"}));
  EXPECT_EQ(ann.ending()->how, Ending::How::cancelled);
  EXPECT_TRUE(ann.ending()->by_party);
}

TEST_F(IncomingCallTest, StandsForAMomentWhenTheAnswerCrossesTheCancel) {
  Party& ann = caller();
  run_for(10ms);
  EXPECT_TRUE(ann.hang_up().ok());
  telephony_.answer(last_leg(), description());
  run_out();
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "13 acknowledged 1.1", "13 released 1.1 by remote 0"}));
  EXPECT_EQ(ann.state(), PartyState::over);
  EXPECT_EQ(ann.ending()->how, Ending::How::cancelled);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(IncomingCallTest, IsClearedOnceWhenBothSidesHangUpAtOnce) {
  Party& ann = talking_caller();
  told();
  EXPECT_TRUE(ann.hang_up().ok());
  hang_up(last_leg());
  run_out();
  EXPECT_EQ(told(), (Lines{"4 released 1.1 by local 0"}));
  EXPECT_TRUE(ann.ending()->by_party);
}

TEST_F(IncomingCallTest, WithoutOfferIsAnsweredInTheAck) {
  CallPlan plan{"ann", "100", "200", {}, {}, {}};
  plan.phone.offerless = true;
  talking_caller(plan);
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1 without offer", "3 acknowledged 1.1 with answer"}));
}

TEST_F(IncomingCallTest, OfAPhoneThatVanishedIsGivenUpAfterItsTimer) {
  Party& ann = caller();
  telephony_.answer(last_leg(), description());
  ann.vanish();
  run_out();
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "32001 released 1.1 by system 408"}));

  Party& bob = talking_caller();
  const Instant vanished = clock_.now();
  bob.vanish();
  hang_up(last_leg());
  told();
  run_virtual(loop_, clock_, vanished + 33s);
  EXPECT_EQ(telephony_.live().legs, 0U);
}

TEST_F(IncomingCallTest, CanBeHeldAndTakenUpAgain) {
  Party& ann = talking_caller();
  seen();
  EXPECT_TRUE(ann.hold().ok());
  EXPECT_FALSE(ann.hold().ok()) << "an offer is still out";
  run_for(1ms);
  ASSERT_TRUE(last_offer_);
  EXPECT_EQ(last_offer_->streams.at(0).direction, MediaDirection::send_only);
  telephony_.accept_offer(last_leg(), description());
  run_for(2ms);
  EXPECT_TRUE(ann.resume().ok());
  run_for(1ms);
  telephony_.refuse_offer(last_leg(), 488);
  run_for(2ms);
  EXPECT_EQ(seen(), (Lines{"5 ann held (own) hold", "8 ann hold refused (other) 488 Not Acceptable Here"}));
}

TEST_F(IncomingCallTest, TellsDigitsOfInfo) {
  CallPlan plan{"ann", "100", "200", {}, {}, {}};
  plan.phone.keys_by_info = true;
  Party& ann = talking_caller(plan);
  told();
  EXPECT_TRUE(ann.press("7").ok());
  run_for(10ms);
  EXPECT_EQ(told(), (Lines{"4 signalled 1.1 7"}));
}

TEST_F(IncomingCallTest, IgnoresWhatIsAskedOfALegThatIsGone) {
  Party& ann = talking_caller();
  const LegId leg = last_leg();
  EXPECT_TRUE(ann.hang_up().ok());
  run_for(10ms);
  told();
  telephony_.ring(leg, std::nullopt);
  telephony_.answer(leg, description());
  telephony_.reject(leg, 486, "", {});
  telephony_.redirect(leg, {"sip:x@y"});
  telephony_.accept_offer(leg, description());
  telephony_.refuse_offer(leg, 488);
  hang_up(leg);
  run_out();
  EXPECT_EQ(told(), Lines{});
  EXPECT_FALSE(ann.hang_up().ok());
  EXPECT_EQ(ann.hang_up().error().text, "ann cannot hang up: its call is over");
}

TEST_F(IncomingCallTest, KeepsOrderAmongManyCallers) {
  for (const char* name : {"c", "a", "b"})
    network_.call({name, name, "200", {}, {}, {}});
  run_for(1ms);
  EXPECT_EQ(told(), (Lines{"1 arrived 1.1", "1 arrived 1.2", "1 arrived 1.3"}));
}

}  // namespace
}  // namespace tipring::sim
