// What we change inside an established call: two of our own agents, and message by message.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class AgentOffersTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(ann_, "udp://127.0.0.1:0");
    open(bob_, "udp://127.0.0.1:0");
    called_ = place(ann_, uri_of(bob_), audio(4000));
    ASSERT_TRUE(until_told(bob_, "arrived"));
    bob_.agent->answer(bob_.leg, audio(4002));
    ASSERT_TRUE(until_told(ann_, "answered"));
  }
  void TearDown() override {
    ann_.agent.reset();
    bob_.agent.reset();
  }
  static SessionDescription held(std::uint16_t port) {
    auto description = audio(port);
    description.streams[0].direction = MediaDirection::send_only;
    return description;
  }
  void accept_offers(Party& party, std::uint16_t port) {
    party.on_offered = [&party, port](LegId leg) { party.agent->accept_offer(leg, audio(port)); };
  }

  Party ann_;
  Party bob_;
  LegId called_;
};

TEST_F(AgentOffersTest, TheCallerPutsTheCalledOnHoldAndTheCalledGoesOn) {
  accept_offers(bob_, 4002);
  ann_.agent->offer(called_, held(4000));
  ASSERT_TRUE(until_told(ann_, "accepted"));
  EXPECT_EQ(bob_.described->streams.at(0).direction, MediaDirection::send_only);
  EXPECT_THAT(ann_.states[called_].back(), HasSubstr("\"held_by_us\":true"));
  accept_offers(ann_, 4000);
  bob_.agent->offer(bob_.leg, audio(4010));
  ASSERT_TRUE(until_told(bob_, "accepted"));
  EXPECT_EQ(ann_.described->streams.at(0).address.port, 4010);
  ann_.agent->release(called_, {});
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_settled(ann_, bob_));
}

TEST_F(AgentOffersTest, AnOfferMadeBeforeTheAckFollowsIt) {
  const LegId second = place(ann_, uri_of(bob_), audio(4020));
  ASSERT_TRUE(until([this] { return bob_.count("arrived") == 2; }));
  bob_.agent->answer(bob_.leg, audio(4022));
  bob_.agent->offer(bob_.leg, held(4022));
  accept_offers(ann_, 4020);
  ASSERT_TRUE(until_told(bob_, "accepted"));
  EXPECT_EQ(bob_.count("acknowledged"), 2U);
  ann_.agent->release(second, {});
  ASSERT_TRUE(until_told(bob_, "released"));
}

TEST_F(AgentOffersTest, ARefusedOfferLeavesTheCallAsItWas) {
  bob_.on_offered = [this](LegId leg) { bob_.agent->refuse_offer(leg, 488); };
  ann_.agent->offer(called_, held(4000));
  ASSERT_TRUE(until_told(ann_, "refused 488"));
  EXPECT_FALSE(ann_.heard("released"));
  accept_offers(bob_, 4002);
  ann_.agent->offer(called_, audio(4006));
  ASSERT_TRUE(until_told(ann_, "accepted"));
}

// Both offer at once: both are refused with 491 and come back in their own time.
TEST_F(AgentOffersTest, GlareIsResolved) {
  accept_offers(ann_, 4000);
  accept_offers(bob_, 4002);
  ann_.agent->offer(called_, held(4000));
  bob_.agent->offer(bob_.leg, held(4002));
  ASSERT_TRUE(until([this] { return ann_.heard("accepted") && bob_.heard("accepted"); }));
  EXPECT_FALSE(ann_.heard("released"));
}

TEST_F(AgentOffersTest, AnOfferIsWithdrawnByTheEndOfTheCall) {
  ann_.agent->offer(called_, held(4000));
  ASSERT_TRUE(until_told(bob_, "offered"));
  ann_.agent->release(called_, {});
  ASSERT_TRUE(until_told(ann_, "released"));
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_settled(ann_, bob_));
  EXPECT_FALSE(ann_.heard("accepted"));
}

// Each test with a peer that says just what the test says.
class OffersToPeerTest : public RawPeerTest {
 protected:
  // An established call from the peer, whose INVITE has these header fields; returns our 200.
  std::string establish_with(const std::string& headers) {
    request("INVITE", 1, headers + "Content-Type: application/sdp\r\n", raw_sdp(4000));
    if (!until_told(bob_, "arrived")) return {};
    bob_.agent->answer(bob_.leg, audio(4002));
    if (!until_heard("SIP/2.0 200")) return {};
    std::string answer = peer_->message("SIP/2.0 200");
    to_ = header_of(answer, "To");
    request("ACK", 1);
    until_told(bob_, "acknowledged");
    peer_->received.clear();
    return answer;
  }
};

TEST_F(OffersToPeerTest, AnUpdateIsOfferedAndAnsweredWithoutAnAck) {
  establish_with("");
  request("UPDATE", 2, "Content-Type: application/sdp\r\n", raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4010);
  bob_.agent->accept_offer(bob_.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), HasSubstr("m=audio 4002"));
  request("INVITE", 3, "Content-Type: application/sdp\r\n", raw_sdp(4012));
  ASSERT_TRUE(until([this] { return bob_.count("offered") == 2; }));
}

TEST_F(OffersToPeerTest, AnUpdateWithoutDescriptionIsAnswered) {
  establish_with("");
  request("UPDATE", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_FALSE(bob_.heard("offered"));
}

TEST_F(OffersToPeerTest, AnUpdateWhileOurOfferIsOpenIsGlare) {
  establish_with("");
  bob_.agent->offer(bob_.leg, audio(4020));
  ASSERT_TRUE(until_heard("INVITE "));
  request("UPDATE", 2, "Content-Type: application/sdp\r\n", raw_sdp(4010));
  ASSERT_TRUE(until_heard("SIP/2.0 491"));
}

TEST_F(OffersToPeerTest, APeerThatKnowsTheCallNoMoreEndsIt) {
  establish_with("");
  bob_.agent->offer(bob_.leg, audio(4020));
  ASSERT_TRUE(until_heard("INVITE "));
  peer_->send(port_, response_to(peer_->message("INVITE "), "481 Gone", ""));
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 481);
}

TEST_F(OffersToPeerTest, ASessionTimerIsAgreedOn) {
  const auto answer = establish_with("Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n");
  EXPECT_EQ(header_of(answer, "Session-Expires"), "600;refresher=uac");
  EXPECT_EQ(header_of(answer, "Require"), "timer");
}

TEST_F(OffersToPeerTest, ATooBriefSessionIsRefused) {
  to_ = "<" + uri_of(bob_) + ">";
  request("INVITE", 1, "Supported: timer\r\nSession-Expires: 30\r\nContent-Type: application/sdp\r\n",
          raw_sdp(4000));
  ASSERT_TRUE(until_heard("SIP/2.0 422"));
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 422"), "Min-SE"), "90");
  EXPECT_FALSE(bob_.heard("arrived"));
}

TEST_F(OffersToPeerTest, APeerWithoutSessionTimersGetsNone) {
  EXPECT_THAT(establish_with(""), Not(HasSubstr("Session-Expires")));
}

TEST_F(OffersToPeerTest, WeRefreshTheSessionAndEndItWhenNobodyAnswers) {
  establish_with("Supported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
  clock_.move(301s);
  ASSERT_TRUE(until_heard("INVITE "));
  const std::string refresh = peer_->message("INVITE ");
  EXPECT_EQ(header_of(refresh, "Session-Expires"), "600;refresher=uac");
  EXPECT_THAT(refresh, HasSubstr("m=audio 4002"));
  EXPECT_FALSE(bob_.heard("offered"));
  clock_.move(280s);
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].reason, "the session timer expired");
}

// RFC 4028, section 7.4: without a description there is nothing that could meet an offer of the peer's.
TEST_F(OffersToPeerTest, APeerThatTakesUpdateIsRefreshedByIt) {
  establish_with(
      "Allow: INVITE, ACK, BYE, UPDATE\r\nSupported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
  for (std::size_t times = 1; times <= 2; ++times) {
    clock_.move(301s);
    ASSERT_TRUE(until_heard("UPDATE ", times));
    const std::string refresh = peer_->received.back();
    EXPECT_EQ(header_of(refresh, "Session-Expires"), "600;refresher=uac");
    EXPECT_EQ(header_of(refresh, "Content-Length"), "0");
    peer_->send(port_,
                response_to(refresh, "200 OK", "", "Require: timer\r\nSession-Expires: 600;refresher=uac\r\n"));
    reactor_->step(0ms);
  }
  EXPECT_FALSE(peer_->heard("INVITE "));
  EXPECT_FALSE(bob_.heard("offered"));
  // The agreement holds, though the first would have ended long ago; without a further one it ends.
  EXPECT_FALSE(bob_.heard("released"));
  clock_.move(301s);
  ASSERT_TRUE(until_heard("UPDATE ", 3));
  clock_.move(280s);
  ASSERT_TRUE(until_told(bob_, "released"));
}

TEST_F(OffersToPeerTest, AnUpdateThatAPeerDoesNotKnowIsFollowedByAReinvite) {
  establish_with("Allow: INVITE, UPDATE\r\nSupported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
  clock_.move(301s);
  ASSERT_TRUE(until_heard("UPDATE "));
  peer_->send(port_, response_to(peer_->message("UPDATE "), "405 Method Not Allowed", ""));
  ASSERT_TRUE(until_heard("INVITE "));
  EXPECT_THAT(peer_->message("INVITE "), HasSubstr("m=audio 4002"));
  EXPECT_FALSE(bob_.heard("released"));
}

TEST_F(OffersToPeerTest, ARefreshThatFindsNoCallEndsIt) {
  establish_with("Allow: UPDATE\r\nSupported: timer\r\nSession-Expires: 600;refresher=uas\r\n");
  clock_.move(301s);
  ASSERT_TRUE(until_heard("UPDATE "));
  peer_->send(port_, response_to(peer_->message("UPDATE "), "481 Call/Transaction Does Not Exist", ""));
  ASSERT_TRUE(until_told(bob_, "released"));
}

TEST_F(OffersToPeerTest, APeerThatDoesNotRefreshIsHungUp) {
  establish_with("Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n");
  clock_.move(560s);
  request("UPDATE", 2, "Supported: timer\r\nSession-Expires: 600;refresher=uac\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  clock_.move(560s);
  reactor_->step(0ms);
  EXPECT_FALSE(bob_.heard("released"));
  clock_.move(40s);
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_heard("BYE "));
}

}  // namespace
}  // namespace tipring::sip
