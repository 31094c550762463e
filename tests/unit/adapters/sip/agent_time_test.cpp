// What time alone brings about, in virtual time: the clocks of the floor and of Sofia are pushed forward
// together.

#include "moved_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

class AgentTimeTest : public MovedPeerTest {
 protected:
  void respond(const std::string& request, const std::string& status_line) {
    peer_->send(port_, response_to(peer_->message(request), status_line, "one"));
    drain();
  }
};

TEST_F(AgentTimeTest, AnAnswerThatIsNeverAcknowledgedIsRepeatedAndThenEndedByBye) {
  peer_->send(port_, request_of(*peer_, "INVITE", uri_of(bob_), "<" + uri_of(bob_) + ">", 1,
                                "Content-Type: application/sdp\r\n", raw_sdp(4000)));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  pass(seconds{30});
  EXPECT_GT(peer_->count("SIP/2.0 200"), 5U) << "repeated until it is acknowledged";
  EXPECT_FALSE(bob_.heard("released"));
  pass(seconds{3});
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].by, Release::By::system);
  EXPECT_EQ(bob_.releases[bob_.leg].status, 408);
  ASSERT_TRUE(peer_->heard("BYE "));
  EXPECT_FALSE(bob_.agent->settled());
  respond("BYE ", "200 OK");
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentTimeTest, ACallThatNobodyHearsEndsWith408) {
  const LegId leg = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  pass(seconds{31});
  EXPECT_GT(peer_->count("INVITE "), 3U);
  EXPECT_FALSE(bob_.heard("released"));
  pass(seconds{3});
  EXPECT_EQ(bob_.releases[leg].status, 408);
  EXPECT_EQ(bob_.releases[leg].by, Release::By::system);
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentTimeTest, ARingingCallHasNoTimeOutOfOurs) {
  place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  drain();
  respond("INVITE ", "180 Ringing");
  pass(seconds{180});
  EXPECT_THAT(bob_.told, ElementsAre("ringing"));
  EXPECT_EQ(bob_.agent->live().legs, 1U);
}

TEST_F(AgentTimeTest, ACancelledCallThatIsNeverAnsweredIsForgotten) {
  const LegId leg = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  drain();
  respond("INVITE ", "180 Ringing");
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  EXPECT_TRUE(bob_.heard("released"));
  EXPECT_FALSE(bob_.agent->settled());
  pass(seconds{34});
  EXPECT_TRUE(bob_.agent->settled());
  EXPECT_EQ(bob_.count("released"), 1U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(AgentTimeTest, AByeThatIsNeverAnsweredIsRepeatedAndForgotten) {
  const LegId leg = place(bob_, "sip:raw@" + peer_->at(), audio(4000));
  drain();
  peer_->send(port_, response_to(peer_->message("INVITE "), "200 OK", "one",
                                 "Contact: <sip:raw@" + peer_->at() + ">\r\n", raw_sdp(4002)));
  drain();
  ASSERT_TRUE(bob_.heard("answered"));
  bob_.agent->release(leg, {Release::By::local, 0, 16, ""});
  drain();
  EXPECT_TRUE(bob_.heard("released"));
  pass(seconds{34});
  EXPECT_GT(peer_->count("BYE "), 3U);
  EXPECT_TRUE(bob_.agent->settled());
  // The transactions' own memory goes with their last timers.
  pass(seconds{64});
}

TEST_F(AgentTimeTest, AReinviteWhoseAnswerIsNeverAcknowledgedEndsTheCall) {
  const std::string to = "<" + uri_of(bob_) + ">";
  const std::string type = "Content-Type: application/sdp\r\n";
  peer_->send(port_, request_of(*peer_, "INVITE", uri_of(bob_), to, 1, type, raw_sdp(4000)));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  drain();
  const std::string tagged = header_of(peer_->message("SIP/2.0 200"), "To");
  peer_->send(port_, request_of(*peer_, "ACK", uri_of(bob_), tagged, 1));
  drain();
  peer_->send(port_, request_of(*peer_, "INVITE", uri_of(bob_), tagged, 2, type, raw_sdp(4010)));
  ASSERT_TRUE(until_told(bob_, "offered"));
  bob_.agent->accept_offer(bob_.leg, audio(4002));
  pass(seconds{33});
  EXPECT_TRUE(bob_.heard("released"));
  EXPECT_TRUE(peer_->heard("BYE "));
}

TEST_F(AgentTimeTest, ATrunkThatFallsSilentIsSoonNotCalledAndCalledAgainOnceItAnswers) {
  Party site;
  auto agent = SipAgent::create(
      reactor_->native_root(),
      {.listen = {"udp://127.0.0.1:0"},
       .user_agent = "Tipring/test",
       .trunks = {{.name = "out", .uri = "sip:" + peer_->at(), .registration = {}, .check = seconds{5}}}},
      loop_, ids_, site, site);
  ASSERT_TRUE(agent.ok()) << agent.error().text;
  site.agent = std::move(agent).value();
  const auto answer = [&] {
    for (const std::string& request : peer_->received)
      peer_->send(site.agent->listening().front().port, response_to(request, "200 OK", "one"));
    drain();
  };
  const auto answers = [&] { return site.agent->trunks().at(0).answers; };
  drain();
  answer();
  EXPECT_EQ(answers(), true);
  pass(seconds{8});
  EXPECT_EQ(answers(), true) << "one that is lost says nothing yet";
  pass(seconds{7});
  EXPECT_EQ(answers(), false);
  EXPECT_EQ(site.agent->trunks().at(0).problem, "no answer");
  OutgoingCall call{.leg = ids_.next_leg(), .target = "sip:1@out", .offer = audio(4000), .trunk = "out"};
  site.agent->place(call);
  drain();
  EXPECT_EQ(site.releases[call.leg].status, 503);
  peer_->received.clear();
  for (int second = 0; second < 5; ++second) {
    pass(seconds{1});
    answer();
  }
  EXPECT_EQ(answers(), true);
}

}  // namespace
}  // namespace tipring::sip
