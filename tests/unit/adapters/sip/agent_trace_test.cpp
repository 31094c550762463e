// What passes, as the trace of an agent sees it.

#include "agent_fixture.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class AgentTraceTest : public AgentTest {
 protected:
  void open_traced(Party& party, const std::string& url) {
    Settings settings{{url}, "Tipring/test"};
    settings.trace = Trace::usual_size;
    auto agent = SipAgent::create(reactor_->native_root(), settings, loop_, ids_, party, party);
    ASSERT_TRUE(agent.ok()) << agent.error().text;
    party.agent = std::move(agent).value();
  }
  static std::string address_of(const Party& party) {
    return "127.0.0.1:" + std::to_string(party.agent->listening().front().port);
  }
  // "< INVITE 1", "> 200 INVITE 1". Without 100 Trying, which only a slow machine sends.
  static std::vector<std::string> passed(const Party& party) {
    std::vector<std::string> lines;
    for (const auto& message : party.agent->trace().messages()) {
      const auto summary = summary_of(message.bytes);
      if (summary.status == 100) continue;
      lines.push_back((message.sent ? "> " : "< ") +
                      (summary.status != 0 ? std::to_string(summary.status) + " " : "") + summary.method + " " +
                      std::to_string(summary.cseq));
    }
    return lines;
  }
  void a_call_of(Party& caller, Party& called) {
    called.on_arrived = [&](const IncomingCall& call) { called.agent->answer(call.leg, audio(4000)); };
    const LegId leg = place(caller, uri_of(called), audio(4002));
    ASSERT_TRUE(until_told(caller, "answered"));
    ASSERT_TRUE(until_told(called, "acknowledged"));
    const auto call_ids = called.agent->call_ids_of(called.leg);
    caller.agent->release(leg, {});
    ASSERT_TRUE(until_settled(caller, called));
    EXPECT_EQ(caller.agent->call_ids_of(leg), call_ids);
  }
};

TEST_F(AgentTraceTest, BothSidesSeeTheSameMessages) {
  Party caller;
  Party called;
  open_traced(caller, "udp://127.0.0.1:0");
  open_traced(called, "udp://127.0.0.1:0");
  a_call_of(caller, called);
  EXPECT_THAT(passed(called), ElementsAre("< INVITE 1", "> 200 INVITE 1", "< ACK 1", "< BYE 2", "> 200 BYE 2"));
  const auto& sent = caller.agent->trace().messages();
  const auto& seen = called.agent->trace().messages();
  ASSERT_EQ(sent.size(), seen.size());
  for (std::size_t at = 0; at < sent.size(); ++at) {
    EXPECT_EQ(sent[at].bytes, seen[at].bytes);
    EXPECT_NE(sent[at].sent, seen[at].sent);
    EXPECT_EQ(sent[at].transport, "udp");
    EXPECT_EQ(sent[at].local, address_of(caller));
    EXPECT_EQ(sent[at].peer, address_of(called));
    EXPECT_EQ(seen[at].local, address_of(called));
  }
  EXPECT_THAT(seen.front().bytes, testing::EndsWith("a=sendrecv\r\n"));
}

TEST_F(AgentTraceTest, MessagesOfAStreamAreWhole) {
  Party caller;
  Party called;
  open_traced(caller, "tcp://127.0.0.1:0");
  open_traced(called, "tcp://127.0.0.1:0");
  a_call_of(caller, called);
  EXPECT_THAT(passed(called), ElementsAre("< INVITE 1", "> 200 INVITE 1", "< ACK 1", "< BYE 2", "> 200 BYE 2"));
  EXPECT_EQ(passed(caller).size(), 5U);
  EXPECT_EQ(called.agent->trace().messages().front().transport, "tcp");
  EXPECT_EQ(called.agent->trace().messages().front().local, address_of(called));
  EXPECT_EQ(caller.agent->trace().messages().front().bytes, called.agent->trace().messages().front().bytes);
}

TEST_F(AgentTraceTest, WhatIsNoSipIsSeenToo) {
  Party party;
  open_traced(party, "udp://127.0.0.1:0");
  RawPeer peer(*reactor_);
  const std::string odd("no SIP \0 at all\r\n\r\n", 19);
  peer.send(party.agent->listening().front().port, odd);
  ASSERT_TRUE(until([&] { return !party.agent->trace().messages().empty(); }));
  EXPECT_EQ(party.agent->trace().messages().front().bytes, odd);
  EXPECT_EQ(party.agent->trace().messages().front().peer, peer.at());
}

TEST_F(AgentTraceTest, WhatIsSentAgainIsSeenAgain) {
  Party party;
  open_traced(party, "udp://127.0.0.1:0");
  RawPeer peer(*reactor_);
  place(party, "sip:100@" + peer.at(), audio(4000));
  ASSERT_TRUE(until([&] { return peer.count("INVITE ") == 3; }));
  EXPECT_THAT(passed(party), ElementsAre("> INVITE 1", "> INVITE 1", "> INVITE 1"));
  peer.send(party.agent->listening().front().port, response_to(peer.received.front(), "486 Busy Here", "t"));
  ASSERT_TRUE(until_told(party, "released"));
  EXPECT_THAT(passed(party), Contains("< 486 INVITE 1"));
  EXPECT_THAT(passed(party), Contains("> ACK 1"));
}

TEST_F(AgentTraceTest, AnAgentThatIsNotTracedKeepsNothing) {
  Party caller;
  Party called;
  open_traced(caller, "udp://127.0.0.1:0");
  open(called, "udp://127.0.0.1:0");
  a_call_of(caller, called);
  EXPECT_THAT(passed(caller), Not(testing::IsEmpty()));
  EXPECT_TRUE(passed(called).empty());
}

}  // namespace
}  // namespace tipring::sip
