// A peer that asks for transfers, and one that takes another's place, message by message.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AgentTransfersTest : public RawPeerTest {
 protected:
  void SetUp() override {
    RawPeerTest::SetUp();
    establish();
  }
  std::string our_tag() const { return to_.substr(to_.find(";tag=") + 5); }
  // Bob asks the peer.
  void refer(TransferOrder order) {
    bob_.agent->refer(bob_.leg, std::move(order), [this](int status) { told_.push_back(status); });
  }
  // The peer tells Bob.
  void tell(const std::string& state, const std::string& fragment, std::uint32_t cseq) {
    request(
        "NOTIFY", cseq,
        "Event: refer\r\nSubscription-State: " + state + "\r\nContent-Type: message/sipfrag;version=2.0\r\n",
        fragment);
  }
  // The latest NOTIFY, which is answered.
  std::string notify(std::size_t which) {
    EXPECT_TRUE(until_heard("NOTIFY", which));
    std::string latest;
    for (const auto& message : peer_->received) {
      if (message.starts_with("NOTIFY")) latest = message;
    }
    peer_->send(port_, response_to(latest, "200 OK", ""));
    return latest;
  }
  std::vector<int> told_;
};

TEST_F(AgentTransfersTest, ATransferIsAskedForAndItsProgressTold) {
  request("REFER", 2, "Refer-To: <sip:300@127.0.0.1>\r\nReferred-By: <sip:raw@127.0.0.1>\r\n");
  ASSERT_TRUE(until_told(bob_, "transfer to sip:300@127.0.0.1"));
  bob_.agent->transfer_status(bob_.leg, 100);
  ASSERT_TRUE(until_heard("SIP/2.0 202"));
  const std::string trying = notify(1);
  EXPECT_EQ(header_of(trying, "Event"), "refer");
  EXPECT_THAT(header_of(trying, "Subscription-State"), HasSubstr("active"));
  EXPECT_THAT(header_of(trying, "Content-Type"), HasSubstr("message/sipfrag"));
  EXPECT_THAT(trying, HasSubstr("\r\n\r\nSIP/2.0 100 Trying"));
  bob_.agent->transfer_status(bob_.leg, 180);
  EXPECT_THAT(notify(2), HasSubstr("SIP/2.0 180 Ringing"));
  bob_.agent->transfer_status(bob_.leg, 200);
  const std::string done = notify(3);
  EXPECT_THAT(done, HasSubstr("SIP/2.0 200 OK"));
  EXPECT_THAT(header_of(done, "Subscription-State"), HasSubstr("terminated"));
  // What comes after the end is nobody's.
  bob_.agent->transfer_status(bob_.leg, 486);
  request("REFER", 3, "Refer-To: <sip:400@127.0.0.1>\r\n");
  ASSERT_TRUE(until_told(bob_, "transfer to sip:400@127.0.0.1"));
  bob_.agent->transfer_status(bob_.leg, 100);
  EXPECT_EQ(header_of(notify(4), "Event"), "refer;id=3");
}

TEST_F(AgentTransfersTest, ATransferThatIsRefusedHasNoNotify) {
  request("REFER", 2, "Refer-To: <sip:300@127.0.0.1>\r\n");
  ASSERT_TRUE(until_told(bob_, "transfer to sip:300@127.0.0.1"));
  bob_.agent->transfer_status(bob_.leg, 480);
  ASSERT_TRUE(until_heard("SIP/2.0 480"));
  EXPECT_FALSE(peer_->heard("NOTIFY"));
}

TEST_F(AgentTransfersTest, WhoWantsNoNotifyGetsNone) {
  request("REFER", 2, "Refer-To: <sip:300@127.0.0.1>\r\nRefer-Sub: false\r\n");
  ASSERT_TRUE(until_told(bob_, "transfer to sip:300@127.0.0.1"));
  bob_.agent->transfer_status(bob_.leg, 100);
  ASSERT_TRUE(until_heard("SIP/2.0 202"));
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 202"), "Refer-Sub"), "false");
  bob_.agent->transfer_status(bob_.leg, 200);
  request("BYE", 3);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_FALSE(peer_->heard("NOTIFY"));
}

TEST_F(AgentTransfersTest, WhatIsNoTransferIsRefused) {
  request("REFER", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  request("REFER", 3, "Refer-To: <sip:300@127.0.0.1;method=BYE>\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 400", 2));
  request("REFER", 4, "Refer-To: <https://example.com>\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 416"));
  request("REFER", 5, "Refer-To: <sip:300@127.0.0.1>\r\n");
  ASSERT_TRUE(until_told(bob_, "transfer to sip:300@127.0.0.1"));
  request("REFER", 6, "Refer-To: <sip:400@127.0.0.1>\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 491"));
}

TEST_F(AgentTransfersTest, AConsultationIsFoundByTheDialogThatReferToNames) {
  const std::string dialog = "raw-call%40127.0.0.1%3Bto-tag%3D" + our_tag() + "%3Bfrom-tag%3Drawtag";
  request("REFER", 2, "Refer-To: <sip:300@127.0.0.1?Replaces=" + dialog + ">\r\n");
  ASSERT_TRUE(until([this] { return bob_.told.back().ends_with("consulted"); }));
  EXPECT_EQ(bob_.consultation, bob_.leg);
  bob_.agent->transfer_status(bob_.leg, 481);
  request("REFER", 3, "Refer-To: <sip:300@127.0.0.1?Replaces=other%3Bto-tag%3Da%3Bfrom-tag%3Db>\r\n");
  ASSERT_TRUE(until([this] { return bob_.told.size() > 3; }));
  EXPECT_EQ(bob_.consultation, LegId{});
}

TEST_F(AgentTransfersTest, WhoNamesACallTakesItsPlace) {
  const LegId old = bob_.leg;
  RawPeer other(*reactor_);
  const auto invite = [&](std::uint32_t cseq, const std::string& replaces) {
    std::string text = request_of(
        other, "INVITE", uri_of(bob_), "<" + uri_of(bob_) + ">", cseq,
        "Require: replaces\r\nReplaces: " + replaces + "\r\nContent-Type: application/sdp\r\n", raw_sdp(4010));
    text.replace(text.find("raw-call@"), 9, "other-call" + std::to_string(cseq) + "@");
    other.send(port_, text);
  };
  invite(1, "raw-call@127.0.0.1;to-tag=wrong;from-tag=rawtag");
  ASSERT_TRUE(until([&] { return other.heard("SIP/2.0 481"); }));
  invite(2, "raw-call@127.0.0.1;to-tag=" + our_tag() + ";from-tag=rawtag;early-only");
  ASSERT_TRUE(until([&] { return other.heard("SIP/2.0 486"); }));
  invite(3, "raw-call@127.0.0.1;to-tag=" + our_tag() + ";from-tag=rawtag");
  ASSERT_TRUE(until([&] { return bob_.count("arrived") == 2; }));
  EXPECT_EQ(bob_.calls[bob_.leg].replaces, old);
}

TEST_F(AgentTransfersTest, WeAskForATransferAndAreToldHowItGoes) {
  refer({.target = "300"});
  ASSERT_TRUE(until_heard("REFER"));
  const std::string refer = peer_->message("REFER");
  EXPECT_EQ(header_of(refer, "Refer-To"), "<sip:300@" + peer_->at() + ">");
  EXPECT_THAT(header_of(refer, "Contact"), HasSubstr("sip:"));
  // NOTIFY may be faster than the answer.
  tell("active;expires=60", "SIP/2.0 100 Trying\r\n", 2);
  peer_->send(port_, response_to(refer, "202 Accepted", ""));
  tell("active;expires=60", "SIP/2.0 180 Ringing\r\n", 3);
  tell("terminated;reason=noresource", "SIP/2.0 486 Busy Here\r\n", 4);
  ASSERT_TRUE(until([this] { return told_.size() == 3; }));
  EXPECT_THAT(told_, ElementsAre(100, 180, 486));
  ASSERT_TRUE(until_heard("SIP/2.0 200", 3));
  // What comes behind the end is of no transfer of ours.
  tell("terminated", "SIP/2.0 200 OK\r\n", 5);
  ASSERT_TRUE(until_heard("SIP/2.0 481"));
  EXPECT_EQ(told_.size(), 3U);
}

TEST_F(AgentTransfersTest, ATransferThatThePeerDoesNotTakeIsOver) {
  refer({.target = "300"});
  refer({.target = "400"});
  ASSERT_TRUE(until_heard("REFER"));
  peer_->send(port_, response_to(peer_->message("REFER"), "603 Decline", ""));
  ASSERT_TRUE(until([this] { return told_.size() == 2; }));
  EXPECT_THAT(told_, ElementsAre(491, 603)) << "one at a time";
  peer_->received.clear();
  refer({.consultation = bob_.leg});
  ASSERT_TRUE(until_heard("REFER"));
  EXPECT_EQ(header_of(peer_->message("REFER"), "Refer-To"),
            "<sip:raw@" + peer_->at() + "?Replaces=raw-call%40127.0.0.1%3Bto-tag%3Drawtag%3Bfrom-tag%3D" +
                our_tag() + ">");
}

TEST_F(AgentTransfersTest, WhatThePeerNeverTellsIsNotWaitedForForEver) {
  refer({.target = "300"});
  ASSERT_TRUE(until_heard("REFER"));
  peer_->send(port_, response_to(peer_->message("REFER"), "202 Accepted", ""));
  tell("terminated;reason=noresource", "SIP/2.0 100 Trying\r\n", 2);
  ASSERT_TRUE(until([this] { return told_.size() == 1; }));
  peer_->received.clear();
  refer({.target = "300"});
  ASSERT_TRUE(until_heard("REFER"));
  peer_->send(port_, response_to(peer_->message("REFER"), "202 Accepted", ""));
  clock_.move(std::chrono::minutes{3});
  ASSERT_TRUE(until([this] { return told_.size() == 2; }));
  EXPECT_THAT(told_, ElementsAre(408, 408));
}

TEST_F(AgentTransfersTest, TheEndOfTheCallEndsTheWaitForItsTransfer) {
  refer({.target = "300"});
  ASSERT_TRUE(until_heard("REFER"));
  request("BYE", 2);
  ASSERT_TRUE(until_told(bob_, "released"));
  refer({.target = "300"});
  ASSERT_TRUE(until([this] { return told_.size() == 1; }));
  EXPECT_THAT(told_, ElementsAre(481)) << "of the second";
}

TEST_F(AgentTransfersTest, NobodyIsCalledForWhoIsInNoCall) {
  peer_->send(port_, request_of(*peer_, "REFER", uri_of(bob_), "<" + uri_of(bob_) + ">", 9,
                                "Refer-To: <sip:300@127.0.0.1>\r\n"));
  ASSERT_TRUE(until_heard("SIP/2.0 403"));
}

}  // namespace
}  // namespace tipring::sip
