// What a called party may do with our INVITE, message by message.

#include "agent_fixture.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AgentForksTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(alice_, "udp://127.0.0.1:0");
    port_ = alice_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
  }
  void TearDown() override {
    peer_.reset();
    alice_.agent.reset();
  }
  bool until_heard(const std::string& start, std::size_t times = 1) {
    const bool heard = until([&] { return peer_->count(start) >= times; });
    if (!heard) ADD_FAILURE() << start << " never came; " << testing::PrintToString(peer_->received);
    return heard;
  }
  void call(const Headers& headers = {}) {
    OutgoingCall outgoing;
    outgoing.leg = leg_ = ids_.next_leg();
    outgoing.target = "sip:raw@" + peer_->at();
    outgoing.from = {"555", "", "Front \"Desk\"", ""};
    outgoing.offer = audio(4000);
    outgoing.headers = headers;
    alice_.agent->place(outgoing);
    ASSERT_TRUE(until_heard("INVITE "));
    invite_ = peer_->message("INVITE ");
  }
  void respond(const std::string& status_line, const std::string& tag, const std::string& headers = {},
               const std::string& body = {}) {
    peer_->send(port_, response_to(invite_, status_line, tag, headers, body));
  }
  std::string contact() const { return "Contact: <sip:raw@" + peer_->at() + ">\r\n"; }

  Party alice_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawPeer> peer_;
  LegId leg_;
  std::string invite_;
};

TEST_F(AgentForksTest, TheInviteSaysWhoCallsAndWhatWasAsked) {
  call({{"X-Campaign", "spring"}, {"Via", "forged"}});
  EXPECT_THAT(header_of(invite_, "From"), HasSubstr("\"Front \\\"Desk\\\"\" <sip:555@127.0.0.1:"));
  EXPECT_EQ(header_of(invite_, "To"), "<sip:raw@" + peer_->at() + ">");
  EXPECT_EQ(header_of(invite_, "X-Campaign"), "spring");
  EXPECT_EQ(header_of(invite_, "User-Agent"), "Tipring/test");
  EXPECT_EQ(header_of(invite_, "Max-Forwards"), "70");
  EXPECT_THAT(invite_, testing::Not(HasSubstr("forged")));
  EXPECT_THAT(alice_.lines, ElementsAre(HasSubstr("'Via'")));
}

TEST_F(AgentForksTest, ARepeatedAnswerIsAcknowledgedAgain) {
  call();
  respond("200 OK", "one", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_told(alice_, "answered"));
  ASSERT_TRUE(until_heard("ACK "));
  respond("200 OK", "one", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_heard("ACK ", 2));
  EXPECT_EQ(peer_->count("BYE "), 0U);
  EXPECT_EQ(alice_.count("answered"), 1U);
}

TEST_F(AgentForksTest, ASecondPhonesAnswerIsAcknowledgedAndEnded) {
  call();
  respond("180 Ringing", "one");
  respond("180 Ringing", "two");
  ASSERT_TRUE(until_told(alice_, "ringing"));
  respond("200 OK", "two", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_told(alice_, "answered"));
  respond("200 OK", "one", contact(), raw_sdp(4004));
  ASSERT_TRUE(until_heard("BYE "));
  EXPECT_THAT(header_of(peer_->message("BYE "), "To"), HasSubstr("tag=one"));
  ASSERT_TRUE(until_heard("ACK ", 2));
  EXPECT_FALSE(alice_.heard("released"));
  EXPECT_EQ(alice_.described->streams.at(0).address.port, 4002);
}

TEST_F(AgentForksTest, AnAnswerAfterTheCancelIsAcknowledgedAndEnded) {
  call();
  respond("180 Ringing", "one");
  ASSERT_TRUE(until_told(alice_, "ringing"));
  alice_.agent->release(leg_, {Release::By::local, 0, 16, "gave up"});
  ASSERT_TRUE(until_heard("CANCEL "));
  EXPECT_EQ(header_of(peer_->message("CANCEL "), "Reason"), "Q.850;cause=16;text=\"gave up\"");
  respond("200 OK", "one", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_heard("ACK "));
  ASSERT_TRUE(until_heard("BYE "));
  EXPECT_EQ(header_of(peer_->message("BYE "), "CSeq"), "2 BYE");
  // Repeated, it is acknowledged again, and its call is ended once.
  respond("200 OK", "one", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_heard("ACK ", 2));
  peer_->send(port_, response_to(peer_->message("BYE "), "200 OK", ""));
  ASSERT_TRUE(until([this] { return alice_.agent->settled(); }));
  EXPECT_EQ(alice_.count("released"), 1U);
  EXPECT_FALSE(alice_.heard("answered"));
}

TEST_F(AgentForksTest, CancelWaitsForAProvisionalResponse) {
  call();
  alice_.agent->release(leg_, {Release::By::local, 0, 16, ""});
  while (loop_.turn()) {
  }
  EXPECT_EQ(peer_->count("CANCEL "), 0U);
  respond("100 Trying", "");
  ASSERT_TRUE(until_heard("CANCEL "));
  respond("487 Request Terminated", "one");
  ASSERT_TRUE(until([this] { return alice_.agent->settled(); }));
  EXPECT_TRUE(until_heard("ACK "));
}

TEST_F(AgentForksTest, RequestsFollowTheRouteThatTheAnswerRecorded) {
  call();
  const std::string proxy = "<sip:" + peer_->at() + ";lr>";
  respond("200 OK", "one",
          "Contact: <sip:raw@phone.example.com:5555>\r\nRecord-Route: <sip:127.0.0.1:9;lr>\r\nRecord-Route: " +
              proxy + "\r\n",
          raw_sdp(4002));
  ASSERT_TRUE(until_told(alice_, "answered"));
  ASSERT_TRUE(until_heard("ACK sip:raw@phone.example.com:5555 "));
  EXPECT_EQ(header_of(peer_->message("ACK "), "Route"), proxy);
  EXPECT_THAT(alice_.states[leg_].back(), HasSubstr("phone.example.com"));
}

TEST_F(AgentForksTest, ATargetGivenByNameIsFoundWhereItsMessagesWent) {
  call();
  respond("200 OK", "one", "Contact: <sip:raw@phone.example.com:5555>\r\n", raw_sdp(4002));
  ASSERT_TRUE(until_told(alice_, "answered"));
  EXPECT_TRUE(until_heard("ACK sip:raw@phone.example.com:5555 "));
}

TEST_F(AgentForksTest, RepeatedRingingIsToldOnce) {
  call();
  respond("180 Ringing", "one");
  respond("180 Ringing", "one", "X-Again: 1\r\n");
  respond("183 Session Progress", "one", contact(), raw_sdp(4002));
  respond("183 Session Progress", "one", contact(), raw_sdp(4002));
  respond("486 Busy Here", "one");
  ASSERT_TRUE(until_told(alice_, "released"));
  EXPECT_THAT(alice_.told, ElementsAre("ringing", "ringing early", "released"));
}

TEST_F(AgentForksTest, AnAnswerWithoutBodyStandsByItsEarlyDescription) {
  call();
  respond("183 Session Progress", "one", contact(), raw_sdp(4002));
  ASSERT_TRUE(until_told(alice_, "ringing early"));
  respond("200 OK", "one", contact());
  ASSERT_TRUE(until_told(alice_, "answered"));
  EXPECT_EQ(alice_.described->streams.at(0).address.port, 4002);
}

TEST_F(AgentForksTest, AnAnswerThatDescribesNothingIsEndedByBye) {
  call();
  respond("200 OK", "one", contact());
  ASSERT_TRUE(until_told(alice_, "released"));
  EXPECT_EQ(alice_.releases[leg_].status, 488);
  EXPECT_EQ(alice_.releases[leg_].by, Release::By::system);
  EXPECT_TRUE(until_heard("ACK "));
  EXPECT_TRUE(until_heard("BYE "));
}

TEST_F(AgentForksTest, AnAnswerWithAMalformedDescriptionIsEndedByByeAndOneLine) {
  call();
  respond("200 OK", "one", contact(), "v=0\r\nnonsense\r\n");
  ASSERT_TRUE(until_told(alice_, "released"));
  EXPECT_TRUE(until_heard("BYE "));
  EXPECT_THAT(alice_.lines, ElementsAre(HasSubstr("malformed SDP")));
}

TEST_F(AgentForksTest, TheCauseInARefusalGoesBeforeTheTable) {
  call();
  respond("480 Temporarily Unavailable", "one", "Reason: Q.850;cause=20;text=\"absent\"\r\n");
  ASSERT_TRUE(until_told(alice_, "released"));
  EXPECT_EQ(alice_.releases[leg_].status, 480);
  EXPECT_EQ(alice_.releases[leg_].cause, 20);
  EXPECT_TRUE(until_heard("ACK "));
}

// RFC 3261, section 19.1.1, table 1.
TEST_F(AgentForksTest, WhoIsNamedByARedirectionIsCalledWithoutWhatNoRequestUriHas) {
  call();
  respond("302 Moved Temporarily", "one",
          "Contact: <sip:other@" + peer_->at() + ";method=BYE;user=phone?Subject=x&Priority=urgent>\r\n");
  ASSERT_TRUE(until_told(alice_, "released"));
  ASSERT_EQ(alice_.releases[leg_].targets.size(), 1U);
  place(alice_, alice_.releases[leg_].targets[0], audio(4000));
  const std::string other = "sip:other@" + peer_->at() + ";user=phone";
  ASSERT_TRUE(until_heard("INVITE " + other + " SIP/2.0\r\n"));
  EXPECT_EQ(header_of(peer_->message("INVITE sip:other"), "To"), "<" + other + ">");
}

TEST_F(AgentForksTest, AByeBeforeTheAnswerFindsNoCall) {
  call();
  respond("180 Ringing", "one");
  ASSERT_TRUE(until_told(alice_, "ringing"));
  std::string bye = request_of(*peer_, "BYE", "sip:tipring@127.0.0.1", header_of(invite_, "From"), 1);
  bye.replace(bye.find("raw-call@127.0.0.1"), 18, header_of(invite_, "Call-ID"));
  peer_->send(port_, bye);
  ASSERT_TRUE(until_heard("SIP/2.0 481"));
  EXPECT_FALSE(alice_.heard("released"));
}

TEST_F(AgentForksTest, AnAgentMayGoWhileCallsAreOpen) {
  call();
  respond("180 Ringing", "one");
  ASSERT_TRUE(until_told(alice_, "ringing"));
  alice_.agent.reset();
  respond("200 OK", "one", contact(), raw_sdp(4002));
  reactor_->step(std::chrono::milliseconds{0});
  EXPECT_FALSE(alice_.heard("answered"));
}

}  // namespace
}  // namespace tipring::sip
