// Repeats and crossings that ETSI's and Sofia's own suites ask for, and that no other file of ours has.

#include "agent_fixture.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;

class AgentRepeatsTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(party_, "udp://127.0.0.1:0");
    port_ = party_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
    to_ = "<" + uri_of(party_) + ">";
  }
  void TearDown() override {
    peer_.reset();
    party_.agent.reset();
  }
  bool until_heard(const std::string& start, std::size_t times = 1) {
    const bool heard = until([&] { return peer_->count(start) >= times; });
    if (!heard) ADD_FAILURE() << start << " never came; " << testing::PrintToString(peer_->received);
    return heard;
  }
  void request(const std::string& method, std::uint32_t cseq) {
    const bool offers = method == "INVITE";
    peer_->send(port_,
                request_of(*peer_, method, uri_of(party_), to_, cseq,
                           offers ? "Content-Type: application/sdp\r\n" : "", offers ? raw_sdp(4000) : ""));
  }
  void take_an_answered_call() {
    request("INVITE", 1);
    ASSERT_TRUE(until_told(party_, "arrived"));
    party_.agent->answer(party_.leg, audio(4002));
    ASSERT_TRUE(until_heard("SIP/2.0 200"));
    to_ = header_of(peer_->message("SIP/2.0 200"), "To");
    request("ACK", 1);
    ASSERT_TRUE(until_told(party_, "acknowledged"));
  }

  Party party_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawPeer> peer_;
  std::string to_;
};

// ETSI SIP_CC_OE_CE_TI_008.
TEST_F(AgentRepeatsTest, ARepeatedRefusalIsAcknowledgedAgain) {
  place(party_, "sip:raw@" + peer_->at(), audio(4000));
  ASSERT_TRUE(until_heard("INVITE "));
  const std::string busy = response_to(peer_->message("INVITE "), "486 Busy Here", "one");
  peer_->send(port_, busy);
  ASSERT_TRUE(until_heard("ACK "));
  peer_->send(port_, busy);
  ASSERT_TRUE(until_heard("ACK ", 2));
  EXPECT_EQ(party_.count("released"), 1U);
}

// Sofia's 2.1.5: we have no account, and the call is over all the same.
TEST_F(AgentRepeatsTest, AByeThatIsChallengedStillEndsTheCall) {
  take_an_answered_call();
  party_.agent->release(party_.leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_heard("BYE "));
  peer_->send(port_, response_to(peer_->message("BYE "), "401 Unauthorized", "",
                                 "WWW-Authenticate: Digest realm=\"peer\", nonce=\"1\"\r\n"));
  EXPECT_TRUE(until([this] { return party_.agent->settled(); }));
}

// Sofia's 4.1.2.
TEST_F(AgentRepeatsTest, AReinviteThatCrossesOurByeFindsNoCall) {
  take_an_answered_call();
  party_.agent->release(party_.leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_heard("BYE "));
  request("INVITE", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 481"));
  peer_->send(port_, response_to(peer_->message("BYE "), "200 OK", ""));
  EXPECT_TRUE(until([this] { return party_.agent->settled(); }));
  EXPECT_THAT(party_.told, ElementsAre("arrived", "acknowledged", "released"));
}

// Sofia's 2.2.7: a caller of RFC 2543, without branch and tag.
TEST_F(AgentRepeatsTest, AnOldCallersCancelFindsItsCall) {
  const auto old = [&](const std::string& method) {
    std::string text = request_of(*peer_, method, uri_of(party_), to_, 1);
    text.erase(text.find(";branch="), text.find("\r\n", text.find(";branch=")) - text.find(";branch="));
    return text.erase(text.find(";tag=rawtag"), 11);
  };
  peer_->send(port_, old("INVITE"));
  ASSERT_TRUE(until_told(party_, "arrived"));
  peer_->send(port_, old("CANCEL"));
  ASSERT_TRUE(until_heard("SIP/2.0 487"));
  EXPECT_EQ(party_.releases[party_.leg].status, 487);
}

}  // namespace
}  // namespace tipring::sip
