// Repeats and crossings that ETSI's and Sofia's own suites ask for, and that no other file of ours has.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;

class AgentRepeatsTest : public RawPeerTest {};

// ETSI SIP_CC_OE_CE_TI_008.
TEST_F(AgentRepeatsTest, ARepeatedRefusalIsAcknowledgedAgain) {
  place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  ASSERT_TRUE(until_heard("INVITE "));
  const std::string busy = response_to(peer_->message("INVITE "), "486 Busy Here", "one");
  peer_->send(port_, busy);
  ASSERT_TRUE(until_heard("ACK "));
  peer_->send(port_, busy);
  ASSERT_TRUE(until_heard("ACK ", 2));
  EXPECT_EQ(bob_.count("released"), 1U);
}

// Sofia's 2.1.5: we have no account, and the call is over all the same.
TEST_F(AgentRepeatsTest, AByeThatIsChallengedStillEndsTheCall) {
  establish();
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_heard("BYE "));
  peer_->send(port_, response_to(peer_->message("BYE "), "401 Unauthorized", "",
                                 "WWW-Authenticate: Digest realm=\"peer\", nonce=\"1\"\r\n"));
  EXPECT_TRUE(until([this] { return bob_.agent->settled(); }));
}

// Sofia's 4.1.2.
TEST_F(AgentRepeatsTest, AReinviteThatCrossesOurByeFindsNoCall) {
  establish();
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_heard("BYE "));
  request("INVITE", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 481"));
  peer_->send(port_, response_to(peer_->message("BYE "), "200 OK", ""));
  EXPECT_TRUE(until([this] { return bob_.agent->settled(); }));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "released"));
}

// Sofia's 2.2.7: a caller of RFC 2543, without branch and tag.
TEST_F(AgentRepeatsTest, AnOldCallersCancelFindsItsCall) {
  const auto old = [&](const std::string& method) {
    std::string text = request_of(*peer_, method, uri_of(bob_), to_, 1);
    text.erase(text.find(";branch="), text.find("\r\n", text.find(";branch=")) - text.find(";branch="));
    return text.erase(text.find(";tag=rawtag"), 11);
  };
  peer_->send(port_, old("INVITE"));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  peer_->send(port_, old("CANCEL"));
  ASSERT_TRUE(until_heard("SIP/2.0 487"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 487);
}

}  // namespace
}  // namespace tipring::sip
