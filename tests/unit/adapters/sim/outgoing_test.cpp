#include "world.h"

namespace tipring::sim {
namespace {

class OutgoingCallTest : public World {};

TEST_F(OutgoingCallTest, ReachesThePartyExpectedAtTheUri) {
  Party& bob = network_.expect("sip:bob@phones.example");
  Party& carol = network_.expect("carol");
  place("sip:carol@elsewhere.example");
  run_for(1ms);
  EXPECT_EQ(bob.state(), PartyState::waiting);
  EXPECT_EQ(carol.state(), PartyState::invited);
  ASSERT_TRUE(carol.invitation());
  EXPECT_EQ(carol.invitation()->dialled.uri, "sip:carol@elsewhere.example");
}

TEST_F(OutgoingCallTest, RingsIsAnsweredAndHungUp) {
  Party& bob = network_.expect("bob");
  const LegId leg = place("sip:bob@example.org");
  run_for(10ms);
  EXPECT_TRUE(bob.ring().ok());
  run_for(10ms);
  EXPECT_TRUE(bob.answer().ok());
  run_for(10ms);
  hang_up(leg);
  run_out();
  EXPECT_EQ(told(), (Lines{"11 ringing 1.1", "21 answered 1.1", "32 released 1.1 by local 0"}));
  EXPECT_EQ(seen(), (Lines{"1 bob is called (other) sip:bob@example.org", "10 bob rings (own) 180 Ringing",
                           "20 bob answered (own)", "31 bob hung up (other)"}));
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(OutgoingCallTest, ThatNobodyExpectedRingsUntilItIsPickedUp) {
  place("sip:bob@example.org");
  run_for(5s);
  ASSERT_EQ(network_.unclaimed().size(), 1U);
  Party& bob = network_.expect("bob");
  EXPECT_EQ(bob.state(), PartyState::ringing);
  EXPECT_TRUE(network_.unclaimed().empty());
  EXPECT_TRUE(bob.answer().ok());
  run_for(10ms);
  EXPECT_EQ(told(), (Lines{"202 ringing 1.1", "5001 answered 1.1"}));
}

TEST_F(OutgoingCallTest, MeetsWhatWasDecidedBeforeItCame) {
  EXPECT_TRUE(network_.expect("busy").refuse(486).ok());
  EXPECT_TRUE(network_.expect("quick").answer().ok());
  EXPECT_TRUE(network_.expect("early").ring_early().ok());
  place("sip:busy@x");
  place("sip:quick@x");
  place("sip:early@x");
  run_for(10ms);
  EXPECT_EQ(told(), (Lines{"2 released 1.1 by remote 486", "2 answered 1.2", "2 ringing 1.3 early"}));
}

TEST_F(OutgoingCallTest, ToAPartyThatIgnoresItEndsWithTimerB) {
  EXPECT_TRUE(network_.expect("bob").ignore().ok());
  place("sip:bob@x");
  run_out();
  EXPECT_EQ(told(), (Lines{"32000 released 1.1 by system 408"}));
}

TEST_F(OutgoingCallTest, IsCancelledWhileItRings) {
  Party& bob = network_.expect("bob");
  const LegId leg = place("sip:bob@x");
  run_for(1s);
  hang_up(leg);
  run_out();
  EXPECT_EQ(told(), (Lines{"202 ringing 1.1", "1002 released 1.1 by local 0"}));
  EXPECT_EQ(bob.ending()->how, Ending::How::cancelled);
  EXPECT_FALSE(bob.ending()->by_party);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(OutgoingCallTest, CancelWaitsForTheFirstResponse) {
  network_.expect("bob");
  const LegId leg = place("sip:bob@x");
  hang_up(leg);
  run_for(2ms);
  EXPECT_EQ(told(), Lines{}) << "only now its 100 came, and the CANCEL leaves";
  run_out();
  EXPECT_EQ(told(), (Lines{"4 released 1.1 by local 0"}));
}

TEST_F(OutgoingCallTest, GivenUpWithoutAnyResponseEndsWithTimerB) {
  EXPECT_TRUE(network_.expect("bob").ignore().ok());
  const LegId leg = place("sip:bob@x");
  run_for(5s);
  hang_up(leg);
  run_out();
  EXPECT_EQ(told(), (Lines{"32000 released 1.1 by local 0"}));
}

TEST_F(OutgoingCallTest, AnswerThatCrossesTheCancelIsCleared) {
  Party& bob = network_.expect("bob");
  const LegId leg = place("sip:bob@x");
  run_for(1s);
  told();
  hang_up(leg);
  EXPECT_TRUE(bob.answer().ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"1003 released 1.1 by local 0"})) << "the floor is not told of the answer";
  EXPECT_EQ(bob.state(), PartyState::over);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(OutgoingCallTest, ToAPhoneThatVanishesWhileCancelledEnds) {
  Party& bob = network_.expect("bob");
  const LegId leg = place("sip:bob@x");
  run_for(1s);
  bob.vanish();
  hang_up(leg);
  run_out();
  EXPECT_EQ(told(), (Lines{"202 ringing 1.1", "33000 released 1.1 by local 0"}));
}

TEST_F(OutgoingCallTest, HangingUpARingingPhoneDeclines) {
  Party& bob = network_.expect("bob");
  place("sip:bob@x");
  run_for(1s);
  EXPECT_TRUE(bob.hang_up().ok());
  run_out();
  EXPECT_EQ(told(), (Lines{"202 ringing 1.1", "1001 released 1.1 by remote 603"}));
}

TEST_F(OutgoingCallTest, WithNoCommonFormatIsRefused) {
  PhoneTraits phone;
  phone.formats = {{9, "G722", 8000, ""}};
  EXPECT_TRUE(network_.expect("bob", phone).answer().ok());
  place("sip:bob@x");
  run_out();
  EXPECT_EQ(told(), (Lines{"2 released 1.1 by remote 488"}));
}

TEST_F(OutgoingCallTest, DecisionsTooLateAreRefused) {
  Party& bob = network_.expect("bob");
  talk_to(bob);
  EXPECT_EQ(bob.refuse(486).error().code, "wrong-state");
  EXPECT_EQ(bob.refuse(200).error().code, "bad-status");
  EXPECT_EQ(bob.answer().error().text, "bob cannot answer: its call is answered");
}

TEST_F(OutgoingCallTest, SecondCallToAUriReachesAnotherParty) {
  Party& first = network_.expect("bob");
  Party& second = network_.expect("bob");
  place("sip:bob@x");
  place("sip:bob@x");
  run_for(1ms);
  EXPECT_EQ(first.state(), PartyState::invited);
  EXPECT_EQ(second.state(), PartyState::invited);
}

}  // namespace
}  // namespace tipring::sim
