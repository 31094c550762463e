// What connections add to calls: they break, come in parts, and stay open.

#include "moved_peer_test.h"
#include "raw_connection.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

class AgentStreamsTest : public MovedPeerTest {
 protected:
  AgentStreamsTest() : MovedPeerTest({"tcp://127.0.0.1:0"}) {}
  std::string invite() const {
    return over_tcp(
        request_of(*peer_, "INVITE", uri_of(bob_), to_, 1, "Content-Type: application/sdp\r\n", raw_sdp(4000)));
  }
};

TEST_F(AgentStreamsTest, AMessageMayComeInParts) {
  RawConnection connection(port_);
  const auto text = invite();
  for (std::size_t at = 0; at < text.size(); at += 50) {
    connection.send(text.substr(at, 50));
    drain();
  }
  ASSERT_TRUE(until_told(bob_, "arrived"));
  EXPECT_EQ(bob_.agent->live().sockets, 1U);
}

TEST_F(AgentStreamsTest, TheByeGoesBackOnTheCallersConnection) {
  RawConnection connection(port_);
  connection.send(invite());
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  drain();
  connection.send(over_tcp(request_of(*peer_, "ACK", uri_of(bob_), header_of(connection.read(), "To"), 1)));
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
  // The caller's Contact names a port where nobody listens for connections.
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  drain();
  EXPECT_THAT(connection.read(), HasSubstr("BYE sip:raw@"));
}

TEST_F(AgentStreamsTest, AnIdleConnectionIsClosedAndOneWithACallIsNot) {
  RawConnection idle(port_);
  idle.send(over_tcp(request_of(*peer_, "OPTIONS", uri_of(bob_), to_, 1)));
  drain();
  EXPECT_THAT(idle.read(), HasSubstr("SIP/2.0 200"));
  RawConnection calling(port_);
  calling.send(invite());
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  drain();
  calling.send(over_tcp(request_of(*peer_, "ACK", uri_of(bob_), header_of(calling.read(), "To"), 1)));
  ASSERT_TRUE(until_told(bob_, "acknowledged"));
  pass(seconds{300});
  EXPECT_EQ(bob_.agent->live().sockets, 1U);
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  drain();
  EXPECT_THAT(calling.read(), HasSubstr("BYE "));
  pass(seconds{100});
  EXPECT_EQ(bob_.agent->live().sockets, 0U);
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentStreamsTest, PeersThatResetTheirConnectionsLeaveNothing) {
  for (int i = 0; i < 20; ++i) {
    RawConnection connection(port_);
    connection.send(invite().substr(0, 120));
    drain();
    connection.reset();
    drain();
  }
  pass(seconds{60});
  EXPECT_EQ(bob_.agent->live().sockets, 0U);
  EXPECT_TRUE(bob_.told.empty());
}

TEST_F(AgentStreamsTest, ACallWhoseConnectionIsResetCanStillBeEnded) {
  RawConnection connection(port_);
  connection.send(invite());
  ASSERT_TRUE(until_told(bob_, "arrived"));
  connection.reset();
  drain();
  bob_.agent->answer(bob_.leg, audio(4002));
  pass(seconds{40});
  EXPECT_TRUE(bob_.heard("released")) << "no ACK can come";
  pass(seconds{100});
  EXPECT_TRUE(bob_.agent->settled());
  EXPECT_EQ(bob_.agent->live().sockets, 0U);
}

TEST_F(AgentStreamsTest, GarbageOnAConnectionEndsIt) {
  RawConnection connection(port_);
  connection.send(std::string(5000, 'x') + "\r\n\r\n");
  drain();
  pass(seconds{40});
  EXPECT_EQ(bob_.agent->live().sockets, 0U);
  RawConnection next(port_);
  next.send(invite());
  EXPECT_TRUE(until_told(bob_, "arrived"));
}

// An INVITE over a stream whose end Sofia learns of before it has waited for it.
TEST_F(AgentStreamsTest, CallsOverConnectionsOutliveTheirTimers) {
  Party alice;
  open(alice, "tcp://127.0.0.1:0");
  const LegId answered = place(alice, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until_told(alice, "answered"));
  place(alice, "sip:100@127.0.0.1:9;transport=tcp", audio(4000));
  ASSERT_TRUE(until_told(alice, "released"));
  const LegId cancelled = place(alice, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until([this] { return bob_.count("arrived") == 2; }));
  alice.agent->release(cancelled, {Release::By::local, 0, 16, ""});
  pass(seconds{100});
  EXPECT_EQ(alice.releases.count(answered), 0U);
  alice.agent->release(answered, {Release::By::local, 0, 16, ""});
  pass(seconds{100});
  EXPECT_TRUE(alice.agent->settled());
  EXPECT_TRUE(bob_.agent->settled());
  alice.agent.reset();
}

// RFC 3261, section 18.1.1: too large for a datagram, sent over TCP, and by datagrams after all where nobody
// takes it.
TEST_F(AgentStreamsTest, ALargeInviteFallsBackToUdp) {
  Party both;
  open_all(both, {"udp://127.0.0.1:0", "tcp://127.0.0.1:0"});
  OutgoingCall call;
  call.leg = ids_.next_leg();
  call.target = "sip:raw@" + peer_->at();
  call.offer = audio(4000);
  call.headers = {{"X-Long", std::string(2000, 'x')}};
  both.agent->place(call);
  ASSERT_TRUE(until([this] { return peer_->heard("INVITE "); }));
  both.agent->release(call.leg, {Release::By::local, 0, 16, ""});
  pass(seconds{100});
  EXPECT_TRUE(both.agent->settled());
  both.agent.reset();
}

}  // namespace
}  // namespace tipring::sip
