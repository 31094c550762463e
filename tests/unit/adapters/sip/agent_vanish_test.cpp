// A peer that vanishes, in every state of a call: the leg ends by the protocol's time-outs, for the right
// reason, and leaves nothing. In virtual time. What happens where an answer or a CANCEL stays alone is in
// agent_time_test.cpp.

#include "moved_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

constexpr const char* sdp_type = "Content-Type: application/sdp\r\n";

class AgentVanishTest : public MovedPeerTest {
 protected:
  void request(const std::string& method, std::uint32_t cseq, const std::string& headers = {},
               const std::string& body = {}) {
    peer_->send(port_, request_of(*peer_, method, uri_of(bob_), to_, cseq, headers, body));
    drain();
  }
  void respond(const std::string& to_what, const std::string& status_line, const std::string& headers = {},
               const std::string& body = {}) {
    peer_->send(port_, response_to(peer_->message(to_what), status_line, "one", headers, body));
    drain();
  }
  LegId place_a_call() {
    const LegId leg = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
    drain();
    return leg;
  }
  std::string contact() const { return "Contact: <sip:raw@" + peer_->at() + ">\r\n"; }
  LegId place_an_answered_call() {
    const LegId leg = place_a_call();
    respond("INVITE ", "200 OK", contact(), raw_sdp(4002));
    EXPECT_TRUE(bob_.heard("answered"));
    peer_->received.clear();
    return leg;
  }
  LegId take_a_call(const std::string& headers = {}) {
    request("INVITE", 1, headers + sdp_type, raw_sdp(4000));
    EXPECT_TRUE(bob_.heard("arrived"));
    return bob_.leg;
  }
  LegId take_an_answered_call() {
    const LegId leg = take_a_call();
    bob_.agent->answer(leg, audio(4002));
    drain();
    to_ = header_of(peer_->message("SIP/2.0 200"), "To");
    request("ACK", 1);
    EXPECT_TRUE(bob_.heard("acknowledged"));
    peer_->received.clear();
    return leg;
  }
  // The floor was told once, and so; a minute and a half later there is nothing more to wait for.
  void expect_released(LegId leg, Release::By by, int status, int cause) {
    EXPECT_EQ(bob_.count("released"), 1U) << testing::PrintToString(bob_.told);
    EXPECT_EQ(bob_.releases[leg].by, by);
    EXPECT_EQ(bob_.releases[leg].status, status);
    EXPECT_EQ(bob_.releases[leg].cause, cause);
    expect_nothing_left();
  }
  void expect_nothing_left() {
    pass(seconds{100});
    EXPECT_TRUE(bob_.agent->settled());
    EXPECT_EQ(bob_.agent->live().legs, 0U);
    EXPECT_EQ(loop_.live_timers(), 0U);
  }
};

// Calls to the peer.

TEST_F(AgentVanishTest, AfterTrying) {
  const LegId leg = place_a_call();
  respond("INVITE ", "100 Trying");
  pass(seconds{120});
  EXPECT_FALSE(bob_.heard("released")) << "how long it may ring is for the floor to say";
  bob_.agent->release(leg, {Release::By::system, 408, 102, "no answer in time"});
  drain();
  EXPECT_TRUE(peer_->heard("CANCEL "));
  expect_released(leg, Release::By::system, 408, 102);
}

TEST_F(AgentVanishTest, AfterTakingTheCancelAlone) {
  const LegId leg = place_a_call();
  respond("INVITE ", "180 Ringing");
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  respond("CANCEL ", "200 OK");
  expect_released(leg, Release::By::local, 0, 16);
}

TEST_F(AgentVanishTest, AfterAReliableRinging) {
  const LegId leg = place_a_call();
  respond("INVITE ", "183 Session Progress", contact() + "Require: 100rel\r\nRSeq: 1\r\n", raw_sdp(4002));
  EXPECT_TRUE(peer_->heard("PRACK "));
  pass(seconds{100});
  EXPECT_THAT(bob_.told, ElementsAre("ringing early"));
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  expect_released(leg, Release::By::local, 0, 16);
}

TEST_F(AgentVanishTest, AfterAskingForALongerSession) {
  const LegId leg = place_a_call();
  respond("INVITE ", "422 Session Interval Too Small", "Min-SE: 4000\r\n");
  EXPECT_EQ(peer_->count("INVITE "), 2U);
  pass(seconds{34});
  expect_released(leg, Release::By::system, 408, 102);
}

TEST_F(AgentVanishTest, AfterTakingTheConnection) {
  Party caller;
  open(caller, "tcp://127.0.0.1:0");
  const int silent = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(listen(silent, 1), 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
  const LegId leg = place(
      caller, "sip:raw@127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + ";transport=tcp", audio(4000));
  pass(seconds{30});
  EXPECT_FALSE(caller.heard("released"));
  pass(seconds{4});
  EXPECT_EQ(caller.releases[leg].status, 408);
  EXPECT_EQ(caller.releases[leg].by, Release::By::system);
  pass(seconds{100});
  EXPECT_TRUE(caller.agent->settled());
  EXPECT_EQ(caller.agent->live().sockets, 0U);
  caller.agent.reset();
  close(silent);
}

TEST_F(AgentVanishTest, WhereWeMakeAnOffer) {
  const LegId leg = place_an_answered_call();
  bob_.agent->offer(leg, audio(4010));
  drain();
  EXPECT_TRUE(peer_->heard("INVITE "));
  pass(seconds{34});
  EXPECT_TRUE(peer_->heard("BYE ")) << "the peer may be there after all";
  expect_released(leg, Release::By::system, 408, 102);
}

TEST_F(AgentVanishTest, AfterTryingOurOffer) {
  const LegId leg = place_an_answered_call();
  bob_.agent->offer(leg, audio(4010));
  drain();
  respond("INVITE ", "100 Trying");
  pass(seconds{170});
  EXPECT_FALSE(bob_.heard("released"));
  pass(seconds{45});
  EXPECT_TRUE(peer_->heard("BYE "));
  expect_released(leg, Release::By::system, 408, 102);
}

// Calls from the peer.

TEST_F(AgentVanishTest, BeforeItHearsOurRefusal) {
  const LegId leg = take_a_call();
  bob_.agent->reject(leg, 486, "", {});
  pass(seconds{34});
  EXPECT_GT(peer_->count("SIP/2.0 486"), 5U) << "repeated until it is acknowledged";
  expect_released(leg, Release::By::local, 486, 17);
}

TEST_F(AgentVanishTest, WhereItOwesAnAnswerInTheAck) {
  request("INVITE", 1);
  ASSERT_TRUE(bob_.heard("arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  pass(seconds{34});
  EXPECT_TRUE(peer_->heard("BYE "));
  expect_released(bob_.leg, Release::By::system, 408, 102);
}

TEST_F(AgentVanishTest, WhereItOwesAPrack) {
  const LegId leg = take_a_call("Supported: 100rel\r\n");
  bob_.agent->ring(leg, audio(4002));
  pass(seconds{34});
  EXPECT_GT(peer_->count("SIP/2.0 183"), 3U);
  EXPECT_TRUE(peer_->heard("SIP/2.0 503"));
  expect_released(leg, Release::By::system, 503, 41);
}

TEST_F(AgentVanishTest, AfterItsCancel) {
  const LegId leg = take_a_call();
  bob_.agent->ring(leg, std::nullopt);
  drain();
  std::string cancel = request_of(*peer_, "CANCEL", uri_of(bob_), to_, 1);
  cancel.replace(cancel.find("z9hG4bKCANCEL1"), 14, "z9hG4bKINVITE1");
  peer_->send(port_, cancel);
  pass(seconds{34});
  EXPECT_GT(peer_->count("SIP/2.0 487"), 5U);
  expect_released(leg, Release::By::remote, 487, 16);
}

TEST_F(AgentVanishTest, AfterItsBye) {
  const LegId leg = take_an_answered_call();
  request("BYE", 2);
  EXPECT_EQ(peer_->count("SIP/2.0 200"), 1U);
  expect_released(leg, Release::By::remote, 0, 16);
}

TEST_F(AgentVanishTest, BeforeOurBye) {
  const LegId leg = take_an_answered_call();
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  pass(seconds{34});
  EXPECT_GT(peer_->count("BYE "), 3U);
  expect_released(leg, Release::By::local, 0, 16);
}

TEST_F(AgentVanishTest, BeforeItHearsOurRefusalOfItsOffer) {
  const LegId leg = take_an_answered_call();
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(bob_.heard("offered"));
  bob_.agent->refuse_offer(leg, 488);
  pass(seconds{100});
  EXPECT_FALSE(bob_.heard("released")) << "the call is as it was";
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  expect_released(leg, Release::By::local, 0, 16);
}

TEST_F(AgentVanishTest, WhereItsOfferIsOpen) {
  const LegId leg = take_an_answered_call();
  request("INVITE", 2, sdp_type, raw_sdp(4010));
  ASSERT_TRUE(bob_.heard("offered"));
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  EXPECT_TRUE(peer_->heard("SIP/2.0 487"));
  EXPECT_TRUE(peer_->heard("BYE "));
  expect_released(leg, Release::By::local, 0, 16);
}

}  // namespace
}  // namespace tipring::sip
