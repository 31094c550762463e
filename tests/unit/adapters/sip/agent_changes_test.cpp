// What a peer changes inside an established call, message by message.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* sdp_type = "Content-Type: application/sdp\r\n";

class AgentChangesTest : public RawPeerTest {};

TEST_F(AgentChangesTest, AReinviteIsOfferedAnsweredAndSaved) {
  establish();
  const auto saved = bob_.states[bob_.leg].size();
  request("INVITE", 2, sdp_type, raw_sdp(4010) + "a=sendonly\r\n");
  ASSERT_TRUE(until_told(bob_, "offered"));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4010);
  EXPECT_EQ(bob_.described->streams.at(0).direction, MediaDirection::send_only);
  auto answer = audio(4002);
  answer.streams[0].direction = MediaDirection::receive_only;
  bob_.agent->accept_offer(bob_.leg, answer);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), HasSubstr("a=recvonly"));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), testing::ContainsRegex("o=tipring [0-9]+ 2 IN"));
  request("ACK", 2);
  ASSERT_TRUE(until([this] { return bob_.count("acknowledged") == 2; }));
  ASSERT_EQ(bob_.states[bob_.leg].size(), saved + 1);
  EXPECT_THAT(bob_.states[bob_.leg].back(), HasSubstr("\"held_by_peer\":true"));
}

TEST_F(AgentChangesTest, AReinviteThatIsRefusedLeavesTheCallAsItWas) {
  establish();
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
  bob_.agent->refuse_offer(bob_.leg, 488);
  ASSERT_TRUE(until_heard("SIP/2.0 488"));
  request("BYE", 3);
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 0);
}

TEST_F(AgentChangesTest, AReinviteWithoutDescriptionAsksForOurOffer) {
  establish();
  request("INVITE", 2);
  ASSERT_TRUE(until_told(bob_, "asked to offer"));
  bob_.agent->accept_offer(bob_.leg, audio(4020));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  request("ACK", 2, sdp_type, raw_sdp(4030));
  ASSERT_TRUE(until_told(bob_, "acknowledged described"));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4030);
}

TEST_F(AgentChangesTest, AReinviteOverAnOpenOneIsToComeBackLater) {
  establish();
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
  request("INVITE", 3, sdp_type, raw_sdp(4012));
  ASSERT_TRUE(until_heard("SIP/2.0 500"));
  EXPECT_NE(header_of(peer_->message("SIP/2.0 500"), "Retry-After"), "");
}

TEST_F(AgentChangesTest, AReinviteBeforeTheAckIsGlare) {
  request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  to_ = header_of(peer_->message("SIP/2.0 200"), "To");
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(until_heard("SIP/2.0 491"));
  request("ACK", 1);
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
}

TEST_F(AgentChangesTest, AReinviteThatThePeerCancelsLeavesTheCall) {
  establish();
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
  std::string cancel = request_of(*peer_, "CANCEL", uri_of(bob_), to_, 2);
  cancel.replace(cancel.find("z9hG4bKCANCEL2"), 14, "z9hG4bKINVITE2");
  peer_->send(port_, cancel);
  ASSERT_TRUE(until_heard("SIP/2.0 487"));
  bob_.agent->accept_offer(bob_.leg, audio(4002));
  EXPECT_FALSE(bob_.heard("released"));
  request("INVITE", 3, sdp_type, raw_sdp(4012));
  ASSERT_TRUE(until([this] { return bob_.count("offered") == 2; }));
}

TEST_F(AgentChangesTest, AMalformedDescriptionInAReinviteIsRefusedAndTheCallGoesOn) {
  establish();
  request("INVITE", 2, sdp_type, "v=0\r\nnonsense\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  EXPECT_THAT(peer_->message("SIP/2.0 400"), HasSubstr("malformed SDP"));
  request("INVITE", 3, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
}

TEST_F(AgentChangesTest, OurOfferIsAnsweredInTheAck) {
  establish("", raw_sdp(4044));
  EXPECT_TRUE(bob_.heard("acknowledged described"));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4044);
  EXPECT_EQ(bob_.calls[bob_.leg].offer, std::nullopt);
}

TEST_F(AgentChangesTest, AnAckThatOwesAnAnswerEndsTheCall) {
  establish("", "");
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 488);
  EXPECT_TRUE(until_heard("BYE "));
}

TEST_F(AgentChangesTest, DigitsComeByInfo) {
  establish();
  request("INFO", 2, "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\nDuration=160\r\n");
  ASSERT_TRUE(until_told(bob_, "digit 5"));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  request("INFO", 3, "Content-Type: text/plain\r\n", "5");
  ASSERT_TRUE(until_heard("SIP/2.0 415"));
  request("INFO", 4, "Content-Type: application/dtmf-relay\r\n", "Signal=\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  request("INFO", 5);
  ASSERT_TRUE(until_heard("SIP/2.0 200", 2));
  EXPECT_EQ(bob_.count("digit 5"), 1U);
}

TEST_F(AgentChangesTest, ARequestWithAnOldNumberIsOutOfOrder) {
  establish();
  request("INFO", 7);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  request("BYE", 6);
  ASSERT_TRUE(until_heard("SIP/2.0 500"));
  EXPECT_FALSE(bob_.heard("released"));
}

TEST_F(AgentChangesTest, OptionsInsideTheCallIsAnswered) {
  establish();
  request("OPTIONS", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  request("SUBSCRIBE", 3);
  ASSERT_TRUE(until_heard("SIP/2.0 405"));
  EXPECT_THAT(header_of(peer_->message("SIP/2.0 405"), "Allow"), HasSubstr("INVITE"));
}

TEST_F(AgentChangesTest, AByeWithTheWrongTagFindsNoCall) {
  establish();
  std::string bye = request_of(*peer_, "BYE", uri_of(bob_), to_, 2);
  bye.replace(bye.find("tag=rawtag"), 10, "tag=other1");
  peer_->send(port_, bye);
  ASSERT_TRUE(until_heard("SIP/2.0 481"));
  EXPECT_FALSE(bob_.heard("released"));
}

TEST_F(AgentChangesTest, ThePeersCauseIsHeard) {
  establish();
  request("BYE", 2, "Reason: SIP;cause=200;text=\"x\"\r\nReason: Q.850;cause=21;text=\"Call rejected\"\r\n");
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].cause, 21);
  EXPECT_EQ(bob_.releases[bob_.leg].reason, "Call rejected");
}

TEST_F(AgentChangesTest, ABodyInTheByeChangesNothing) {
  establish();
  request("BYE", 2, sdp_type, "nonsense");
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "released"));
}

}  // namespace
}  // namespace tipring::sip
