// Reliable provisional responses (RFC 3262), the peer's and ours, message by message.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

#include "adapters/sip/reliable_responses.h"

namespace tipring::sip {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReliableResponsesTest, ANewOneIsTakenOnceAndInOrder) {
  ReliableResponses responses;
  EXPECT_TRUE(responses.take("one", 7));
  EXPECT_FALSE(responses.take("one", 7));
  EXPECT_FALSE(responses.take("one", 9));
  EXPECT_TRUE(responses.take("one", 8));
}

TEST(ReliableResponsesTest, EachEarlyDialogCountsByItself) {
  ReliableResponses responses;
  EXPECT_TRUE(responses.take("one", 7));
  EXPECT_TRUE(responses.take("two", 1));
  EXPECT_TRUE(responses.take("one", 8));
}

class AgentReliableTest : public RawPeerTest {
 protected:
  bool answered(const std::string& cseq) const {
    return std::ranges::any_of(peer_->received, [&](const std::string& message) {
      return message.starts_with("SIP/2.0 200") && header_of(message, "CSeq") == cseq;
    });
  }
  // We call the peer.
  void call() {
    leg_ = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
    ASSERT_TRUE(until_heard("INVITE "));
    invite_ = peer_->message("INVITE ");
  }
  void respond(const std::string& status_line, const std::string& headers, const std::string& body = {}) {
    const std::string contact = "Contact: <sip:raw@" + peer_->at() + ">\r\n";
    peer_->send(port_, response_to(invite_, status_line, "one", contact + headers, body));
  }
  // The peer calls us.
  void arrive(const std::string& headers) {
    request("INVITE", 1, headers + "Content-Type: application/sdp\r\n", raw_sdp(4000));
    ASSERT_TRUE(until_told(bob_, "arrived"));
  }

  void expect_the_answer_after_the_prack(const std::string& headers,
                                         const std::optional<SessionDescription>& early) {
    arrive(headers);
    bob_.agent->ring(bob_.leg, early);
    bob_.agent->answer(bob_.leg, audio(4002));
    ASSERT_TRUE(until_heard("SIP/2.0 18"));
    const std::string ringing = peer_->message("SIP/2.0 18");
    to_ = header_of(ringing, "To");
    EXPECT_FALSE(answered("1 INVITE"));
    request("PRACK", 2, "RAck: " + header_of(ringing, "RSeq") + " 1 INVITE\r\n");
    ASSERT_TRUE(until([this] { return answered("2 PRACK") && answered("1 INVITE"); }));
    request("ACK", 1);
    ASSERT_TRUE(until_told(bob_, "acknowledged"));
  }

  void prack(const std::string& ringing, const std::string& offer) {
    to_ = header_of(ringing, "To");
    request("PRACK", 2,
            "RAck: " + header_of(ringing, "RSeq") + " 1 INVITE\r\n" +
                (offer.empty() ? "" : "Content-Type: application/sdp\r\n"),
            offer);
  }
  // The peer calls us, and acknowledges our early media with this offer.
  void prack_early_media(const std::string& offer) {
    arrive("Supported: 100rel\r\n");
    bob_.agent->ring(bob_.leg, audio(4002));
    ASSERT_TRUE(until_heard("SIP/2.0 183"));
    prack(peer_->message("SIP/2.0 183"), offer);
  }

  LegId leg_;
  std::string invite_;
};

TEST_F(AgentReliableTest, APeersReliableResponseIsAcknowledgedAndHeardOnce) {
  call();
  EXPECT_THAT(header_of(invite_, "Supported"), HasSubstr("100rel"));
  respond("183 Session Progress", "Require: 100rel\r\nRSeq: 41\r\n", raw_sdp(4002));
  ASSERT_TRUE(until_heard("PRACK "));
  const std::string prack = peer_->message("PRACK ");
  EXPECT_EQ(header_of(prack, "RAck"), "41 1 INVITE");
  EXPECT_THAT(header_of(prack, "To"), HasSubstr(";tag=one"));
  peer_->send(port_, response_to(prack, "200 OK", ""));
  ASSERT_TRUE(until_told(bob_, "ringing early"));
  respond("183 Session Progress", "Require: 100rel\r\nRSeq: 41\r\n", raw_sdp(4006));
  respond("180 Ringing", "Require: 100rel\r\nRSeq: 42\r\n", raw_sdp(4004));
  ASSERT_TRUE(until([this] { return bob_.count("ringing early") == 2; }));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4004);
  respond("200 OK", "");
  ASSERT_TRUE(until_told(bob_, "answered"));
  ASSERT_TRUE(until_heard("ACK "));
  // The ACK carries its INVITE's number, whatever PRACKs there were.
  EXPECT_EQ(header_of(peer_->message("ACK "), "CSeq"), "1 ACK");
  bob_.agent->release(leg_, {});
  ASSERT_TRUE(until_heard("BYE "));
  EXPECT_EQ(header_of(peer_->message("BYE "), "CSeq"), "4 BYE");
}

TEST_F(AgentReliableTest, OurRingingIsReliableWhereTheCallerRequiresIt) {
  arrive("Require: 100rel\r\n");
  bob_.agent->ring(bob_.leg, std::nullopt);
  ASSERT_TRUE(until_heard("SIP/2.0 180"));
  const std::string ringing = peer_->message("SIP/2.0 180");
  EXPECT_EQ(header_of(ringing, "Require"), "100rel");
  // Lost, it is sent again.
  ASSERT_TRUE(until_heard("SIP/2.0 180", 2));
  to_ = header_of(ringing, "To");
  request("PRACK", 2, "RAck: " + header_of(ringing, "RSeq") + " 1 INVITE\r\n");
  ASSERT_TRUE(until([this] { return answered("2 PRACK"); }));
  bob_.agent->answer(bob_.leg, audio(4002));
  request("ACK", 1);
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
}

TEST_F(AgentReliableTest, OurEarlyMediaIsReliableWhereTheCallerCanTakeIt) {
  arrive("Supported: 100rel\r\n");
  bob_.agent->ring(bob_.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 183"));
  EXPECT_NE(header_of(peer_->message("SIP/2.0 183"), "RSeq"), "");
}

// An answer right after the ringing waits for its PRACK.
TEST_F(AgentReliableTest, AnAnswerDoesNotOvertakeThePrackOfEarlyMedia) {
  expect_the_answer_after_the_prack("Supported: 100rel\r\n", audio(4002));
}

TEST_F(AgentReliableTest, AnAnswerDoesNotOvertakeThePrackOfRinging) {
  expect_the_answer_after_the_prack("Require: 100rel\r\n", std::nullopt);
}

// RFC 3262, section 5: the 2xx to the PRACK answers what it offers.
TEST_F(AgentReliableTest, AnOfferInAPrackIsAnsweredInItsResponse) {
  prack_early_media(raw_sdp(4010));
  ASSERT_TRUE(until_told(bob_, "offered"));
  EXPECT_EQ(bob_.described->streams.at(0).address.port, 4010);
  EXPECT_FALSE(answered("2 PRACK"));
  bob_.agent->accept_offer(bob_.leg, audio(4004));
  ASSERT_TRUE(until([this] { return answered("2 PRACK"); }));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), HasSubstr("m=audio 4004"));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), Not(HasSubstr("Session-Expires")));
  // The answer to the call says again what was agreed on.
  peer_->received.clear();
  bob_.agent->answer(bob_.leg, audio(4004));
  ASSERT_TRUE(until([this] { return answered("1 INVITE"); }));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), HasSubstr("m=audio 4004"));
  request("ACK", 1);
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
  EXPECT_FALSE(bob_.heard("released"));
}

TEST_F(AgentReliableTest, AnOfferInAPrackMayBeRefused) {
  bob_.on_offered = [this](LegId leg) { bob_.agent->refuse_offer(leg, 488); };
  prack_early_media(raw_sdp(4010));
  ASSERT_TRUE(until_heard("SIP/2.0 488"));
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until([this] { return answered("1 INVITE"); }));
  request("ACK", 1);
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
}

TEST_F(AgentReliableTest, AnOfferInAPrackThatCannotBeReadIsRefused) {
  prack_early_media("v=0\r\nnonsense\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 4"));
  EXPECT_FALSE(bob_.heard("offered"));
  EXPECT_FALSE(bob_.heard("released"));
}

// The peer may offer nothing while its first offer is open (RFC 3262, section 5).
TEST_F(AgentReliableTest, WithoutEarlyMediaThereIsNothingForAPrackToChange) {
  arrive("Require: 100rel\r\n");
  bob_.agent->ring(bob_.leg, std::nullopt);
  ASSERT_TRUE(until_heard("SIP/2.0 180"));
  prack(peer_->message("SIP/2.0 180"), raw_sdp(4010));
  ASSERT_TRUE(until([this] { return answered("2 PRACK"); }));
  EXPECT_FALSE(bob_.heard("offered"));
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until([this] { return answered("1 INVITE"); }));
}

// RFC 3311: early media may be changed by UPDATE, too.
TEST_F(AgentReliableTest, AnUpdateChangesEarlyMedia) {
  prack_early_media({});
  ASSERT_TRUE(until([this] { return answered("2 PRACK"); }));
  peer_->received.clear();
  request("UPDATE", 3, "Content-Type: application/sdp\r\n", raw_sdp(4012));
  ASSERT_TRUE(until_told(bob_, "offered"));
  bob_.agent->accept_offer(bob_.leg, audio(4006));
  ASSERT_TRUE(until([this] { return answered("3 UPDATE"); }));
  EXPECT_THAT(peer_->message("SIP/2.0 200"), HasSubstr("m=audio 4006"));
}

TEST_F(AgentReliableTest, OurEarlyMediaIsPlainForOtherCallers) {
  arrive("");
  bob_.agent->ring(bob_.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 183"));
  EXPECT_THAT(peer_->message("SIP/2.0 183"), Not(HasSubstr("RSeq")));
}

TEST_F(AgentReliableTest, ACallerThatHangsUpBeforeItsPrackLeavesNothing) {
  arrive("Require: 100rel\r\n");
  bob_.agent->ring(bob_.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 183"));
  std::string cancel = request_of(*peer_, "CANCEL", uri_of(bob_), to_, 1);
  cancel.replace(cancel.find("z9hG4bKCANCEL1"), 14, "z9hG4bKINVITE1");
  peer_->send(port_, cancel);
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_heard("SIP/2.0 487"));
}

}  // namespace
}  // namespace tipring::sip
