// Changes within calls whose media goes through an rtpengine.

#include "tests/unit/adapters/rtpengine/proxied_fixture.h"

namespace tipring::rtpengine {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(ProxiedTest, AChangeOfThePeersPassesBothWays) {
  talk();
  telephony_.offered(leg, described("hold", "hold-from-peer"));
  peer_.answer_with("hold-to-us");
  EXPECT_THAT(floor_.told, ElementsAre("offered read hold-to-us"));
  telephony_.accept_offer(leg, described("held"));
  EXPECT_EQ(*peer_.commands().back().at("command").text(), "answer");
  peer_.answer_with("held-to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("accept held <held-to-peer>"));
}

TEST_F(ProxiedTest, AChangeOfOursPassesBothWaysAndIsANewVersion) {
  talk();
  telephony_.offer(leg, described("hold"));
  EXPECT_EQ(asked_sdp(), "hold 2 RTP/AVP");
  peer_.answer_with("hold-to-peer");
  EXPECT_THAT(agent_.asked, ElementsAre("offer hold <hold-to-peer>"));
  telephony_.offer_accepted(leg, described("held", "held-from-peer"));
  peer_.answer_with("held-to-us");
  EXPECT_THAT(floor_.told, ElementsAre("accepted read held-to-us"));
}

TEST_F(ProxiedTest, APeerThatAsksForOurOfferAnswersItInTheAck) {
  talk();
  telephony_.offered(leg, std::nullopt);
  telephony_.accept_offer(leg, described("again"));
  EXPECT_EQ(*peer_.commands().back().at("command").text(), "offer");
  peer_.answer_with("again-to-peer");
  telephony_.acknowledged(leg, described("theirs", "from-peer"));
  peer_.answer_with("to-us");
  EXPECT_THAT(agent_.asked, ElementsAre("accept again <again-to-peer>"));
  EXPECT_THAT(floor_.told, ElementsAre("offered nothing", "acknowledged read to-us"));
}

TEST_F(ProxiedTest, WhatIsAskedMeanwhileComesInOrder) {
  talk();
  telephony_.offered(leg, described("hold", "hold-from-peer"));
  telephony_.digit_signalled(leg, '5');
  telephony_.send_digit(leg, {}, '7');
  EXPECT_THAT(floor_.told, IsEmpty());
  EXPECT_THAT(agent_.asked, IsEmpty());
  peer_.answer_with("hold-to-us");
  EXPECT_THAT(floor_.told, ElementsAre("offered read hold-to-us", "digit 5"));
  EXPECT_THAT(agent_.asked, ElementsAre("digit 7"));
}

TEST_F(ProxiedTest, WithTheRtpengineAwayACallGoesOnAsItIs) {
  talk();
  peer_.refuse();
  telephony_.offered(leg, described("hold", "hold-from-peer"));
  peer_.refuse();
  EXPECT_THAT(agent_.asked, ElementsAre("refuse 503"));
  EXPECT_THAT(floor_.told, IsEmpty());
  telephony_.offer(leg, described("hold"));
  pass(0ms);
  EXPECT_THAT(floor_.told, ElementsAre("refused 503"));
  telephony_.digit_signalled(leg, '5');
  EXPECT_EQ(floor_.told.back(), "digit 5");
  telephony_.release(leg, {});
  EXPECT_EQ(agent_.asked.back(), "release 0");
}

TEST_F(ProxiedTest, AnAcceptedChangeThatGoesNowhereLeavesTheFloorAsItWas) {
  talk();
  telephony_.offer(leg, described("hold"));
  peer_.answer_with("hold-to-peer");
  telephony_.offer_accepted(leg, described("held", "held-from-peer"));
  pass(1400ms);
  EXPECT_THAT(floor_.told, ElementsAre("refused 503"));
}

TEST_F(ProxiedTest, AnRtpengineThatForgotTheCallIsOfferedItAnew) {
  talk();
  telephony_.offer(leg, described("hold"));
  const auto offer = peer_.commands().back();
  EXPECT_EQ(*offer.at("from-tag").text(), "tipring");
  EXPECT_EQ(*offer.at("to-tag").text(), "peer");
  EXPECT_EQ(*offer.at("call-id").text(), "t-1.1");
}

}  // namespace
}  // namespace tipring::rtpengine
