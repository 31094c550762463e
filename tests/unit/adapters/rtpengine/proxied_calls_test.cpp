// Calls whose media goes through an rtpengine, from their first offer to their end.

#include "tests/unit/adapters/rtpengine/proxied_fixture.h"

namespace tipring::rtpengine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(ProxiedTest, ACallArrivesOnceTheRtpengineHasChangedItsOffer) {
  telephony_.arrived(incoming("", described("theirs", "from-peer")));
  EXPECT_THAT(floor_.told, IsEmpty());
  EXPECT_EQ(asked_sdp(), "from-peer");
  peer_.answer_with("to-us");
  EXPECT_THAT(floor_.told, ElementsAre("arrived read to-us"));
  telephony_.answer(leg, described("ours"));
  EXPECT_THAT(agent_.asked, IsEmpty());
  EXPECT_EQ(asked_sdp(), "ours 1 RTP/AVP");
  peer_.answer_with("to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("answer ours <to-peer>"));
  EXPECT_EQ(instances_.status().front().calls, 1U);
  telephony_.released(leg, {});
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "answer", "delete"));
  EXPECT_EQ(*peer_.commands().back().at("call-id").text(), "t-1.1");
  EXPECT_EQ(instances_.status().front().calls, 0U);
  EXPECT_EQ(floor_.told.back(), "released 0");
}

TEST_F(ProxiedTest, ACallLeavesOnceTheRtpengineHasChangedItsOffer) {
  telephony_.place(outgoing("", described("ours")));
  EXPECT_THAT(agent_.asked, IsEmpty());
  EXPECT_EQ(telephony_.live().legs, 1U);
  peer_.answer_with("to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("place ours <to-peer>"));
  telephony_.ringing(leg, described("early", "early-from-peer"));
  telephony_.answered(leg, described("theirs", "from-peer"));
  telephony_.state_changed(leg, "answered");
  EXPECT_THAT(floor_.told, IsEmpty());
  peer_.answer_with("early-to-us");
  EXPECT_THAT(floor_.told, ElementsAre("ringing read early-to-us"));
  EXPECT_EQ(asked_sdp(), "from-peer");
  peer_.answer_with("to-us");
  EXPECT_THAT(floor_.told, ElementsAre("ringing read early-to-us", "answered read to-us", "state answered"));
}

TEST_F(ProxiedTest, OtherCallsPassAsTheyAre) {
  telephony_.arrived(incoming("plain", described("theirs", "from-peer")));
  telephony_.answer(leg, described("ours"));
  telephony_.offered(leg, std::nullopt);
  telephony_.released(leg, {});
  EXPECT_THAT(floor_.told, ElementsAre("arrived theirs <from-peer>", "offered nothing", "released 0"));
  EXPECT_THAT(agent_.asked, ElementsAre("answer ours"));
  EXPECT_THAT(peer_.names(), IsEmpty());
}

TEST_F(ProxiedTest, WhatGoesToABrowserHasNoKeysOfOurs) {
  SessionDescription ours = described("ours");
  ours.streams.front().protocol = "RTP/SAVP";
  ours.streams.front().crypto.push_back({1, "AES_CM_128_HMAC_SHA1_80", "secret"});
  telephony_.place(outgoing("web", ours));
  EXPECT_EQ(asked_sdp(), "ours 1 RTP/AVP");
  EXPECT_EQ(*peer_.commands().back().at("transport-protocol").text(), "UDP/TLS/RTP/SAVPF");
}

TEST_F(ProxiedTest, EarlyMediaAndTheAnswerBothAnswerTheOffer) {
  telephony_.arrived(incoming("", described("theirs", "from-peer")));
  peer_.answer_with("to-us");
  telephony_.ring(leg, described("ours"));
  telephony_.answer(leg, described("ours"));
  EXPECT_THAT(agent_.asked, IsEmpty());
  peer_.answer_with("to-peer");
  EXPECT_EQ(asked_sdp(), "ours 1 RTP/AVP");
  peer_.answer_with("to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("ring ours <to-peer>", "answer ours <to-peer>"));
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "answer", "answer"));
}

TEST_F(ProxiedTest, AnInviteWithoutAnOfferIsOfferedInTheAnswer) {
  telephony_.arrived(incoming("", std::nullopt));
  EXPECT_THAT(floor_.told, ElementsAre("arrived nothing"));
  telephony_.answer(leg, described("ours"));
  peer_.answer_with("to-peer");
  telephony_.acknowledged(leg, described("theirs", "from-peer"));
  peer_.answer_with("to-us");
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "answer"));
  EXPECT_THAT(agent_.asked, ElementsAre("answer ours <to-peer>"));
  EXPECT_EQ(floor_.told.back(), "acknowledged read to-us");
}

TEST_F(ProxiedTest, ACallerWhoHangsUpMeanwhileIsNotHeardOf) {
  telephony_.arrived(incoming("", described("theirs", "from-peer")));
  telephony_.released(leg, {});
  EXPECT_THAT(floor_.told, IsEmpty());
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "delete"));
  peer_.answer({{"result", "ok"}});
  pass(3s);
  EXPECT_THAT(floor_.told, IsEmpty());
}

TEST_F(ProxiedTest, ACallGivenUpBeforeItLeavesIsOver) {
  telephony_.place(outgoing("", described("ours")));
  telephony_.release(leg, {Release::By::local, 487});
  EXPECT_THAT(floor_.told, ElementsAre("released 487"));
  EXPECT_THAT(agent_.asked, IsEmpty());
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "delete"));
  EXPECT_EQ(telephony_.live().legs, 0U);
}

TEST_F(ProxiedTest, TheEndOfAnAnsweredCallWaitsForNothing) {
  telephony_.place(outgoing("", described("ours")));
  peer_.answer_with("to-peer");
  telephony_.answered(leg, described("theirs", "from-peer"));
  telephony_.release(leg, {Release::By::local, 0});
  EXPECT_THAT(agent_.asked, ElementsAre("place ours <to-peer>", "release 0"));
  telephony_.released(leg, {});
  EXPECT_THAT(floor_.told, ElementsAre("released 0"));
}

TEST_F(ProxiedTest, WhereNoneAnswersACallIsToComeBackLater) {
  telephony_.arrived(incoming("", described("theirs", "from-peer")));
  pass(1400ms);
  EXPECT_THAT(agent_.asked, ElementsAre("reject 503 Retry-After: 5"));
  telephony_.released(leg, {Release::By::local, 503});
  EXPECT_THAT(floor_.told, IsEmpty());
  EXPECT_THAT(log_.warnings,
              Contains(HasSubstr("leg 1.1: the call is refused: the rtpengine at 192.0.2.7:2223")));
}

TEST_F(ProxiedTest, WhereNoneAnswersACallOfOursFails) {
  peer_.refuse();
  telephony_.place(outgoing("", described("ours")));
  peer_.refuse();
  EXPECT_THAT(floor_.told, ElementsAre("released 503"));
  EXPECT_THAT(agent_.asked, IsEmpty());
  // The next fails without being sent.
  telephony_.place(outgoing("", described("ours")));
  EXPECT_THAT(peer_.names(), ElementsAre("offer"));
  pass(0ms);
  EXPECT_THAT(floor_.told, ElementsAre("released 503", "released 503"));
}

TEST_F(ProxiedTest, AnAnswerThatCannotBeChangedRefusesTheCall) {
  telephony_.arrived(incoming("", described("theirs", "from-peer")));
  peer_.answer_with("to-us");
  telephony_.answer(leg, described("ours"));
  peer_.answer({{"result", "error"}, {"error-reason", "Unknown call-id"}});
  EXPECT_THAT(agent_.asked, ElementsAre("reject 503 Retry-After: 5"));
}

TEST_F(ProxiedTest, AnSdpThatCannotBeReadGoesNowhere) {
  telephony_.place(outgoing("", described("ours")));
  peer_.answer_with("garbage");
  EXPECT_THAT(floor_.told, ElementsAre("released 503"));
  EXPECT_THAT(log_.warnings, ElementsAre(HasSubstr("192.0.2.7:2223 answers with malformed SDP")));
  EXPECT_THAT(peer_.names(), ElementsAre("offer", "delete"));
}

TEST_F(ProxiedTest, AnAnswerOfThePeerThatGoesNowhereEndsTheCall) {
  telephony_.place(outgoing("", described("ours")));
  peer_.answer_with("to-peer");
  telephony_.answered(leg, described("theirs", "from-peer"));
  pass(1400ms);
  EXPECT_THAT(agent_.asked, ElementsAre("place ours <to-peer>", "release 503"));
}

}  // namespace
}  // namespace tipring::rtpengine
