// What an agent refuses, and what it does when it is refused.

#include "raw_peer_test.h"
#include <gmock/gmock.h>
#include <sys/socket.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* sdp_type = "Content-Type: application/sdp\r\n";

class AgentRefusalsTest : public RawPeerTest {};

TEST_F(AgentRefusalsTest, AMalformedDescriptionIs400AndOneLine) {
  request("INVITE", 1, sdp_type, "v=0\r\nnonsense\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  EXPECT_THAT(peer_->message("SIP/2.0 400"), HasSubstr("malformed SDP"));
  EXPECT_THAT(bob_.lines,
              ElementsAre(testing::AllOf(HasSubstr("INVITE from " + peer_->at()), HasSubstr("malformed SDP"))));
  EXPECT_FALSE(bob_.heard("arrived"));
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentRefusalsTest, AnAddressThatCannotBeUsedIs488) {
  request("INVITE", 1, sdp_type,
          "v=0\r\no=raw 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 phone.example.com\r\nt=0 0\r\nm=audio 4000 "
          "RTP/AVP 0\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 488"));
  EXPECT_THAT(bob_.lines, ElementsAre(HasSubstr("phone.example.com")));
}

TEST_F(AgentRefusalsTest, ABadHeaderFieldIs400AndOneLine) {
  request("INVITE", 1, "Content-Type: \r\nMax-Forwards: many\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  ASSERT_EQ(bob_.lines.size(), 1U);
  EXPECT_THAT(bob_.lines[0], HasSubstr("malformed INVITE from " + peer_->at()));
  EXPECT_FALSE(bob_.heard("arrived"));
}

TEST_F(AgentRefusalsTest, AMessageWithoutCallIdIs400AndOneLine) {
  std::string text = request_of(*peer_, "INVITE", uri_of(bob_), to_, 1);
  text.erase(text.find("Call-ID"), text.find("CSeq") - text.find("Call-ID"));
  peer_->send(port_, text);
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  ASSERT_TRUE(until([this] { return !bob_.lines.empty(); }));
  EXPECT_THAT(bob_.lines, ElementsAre(HasSubstr("malformed")));
}

TEST_F(AgentRefusalsTest, GarbageIsDroppedWithOneLine) {
  peer_->send(port_, "hello\r\n\r\n");
  peer_->send(port_, std::string(3000, '\xff'));
  peer_->send(port_, "INVITE sip:x SIP/9.9\r\n\r\n");
  ASSERT_TRUE(until([this] { return !bob_.lines.empty(); }));
  EXPECT_THAT(bob_.lines.front(), HasSubstr("malformed"));
  request("OPTIONS", 5);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
}

TEST_F(AgentRefusalsTest, AnInviteWithoutContactIs400) {
  std::string text = request_of(*peer_, "INVITE", uri_of(bob_), to_, 1);
  text.erase(text.find("Contact"), text.find("Content-Length") - text.find("Contact"));
  peer_->send(port_, text);
  ASSERT_TRUE(until_heard("SIP/2.0 400"));
  EXPECT_THAT(peer_->message("SIP/2.0 400"), HasSubstr("Contact"));
}

TEST_F(AgentRefusalsTest, OtherKindsOfBodyAre415) {
  request("INVITE", 1, "Content-Type: text/plain\r\n", "hello");
  ASSERT_TRUE(until_heard("SIP/2.0 415"));
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 415"), "Accept"), "application/sdp");
}

TEST_F(AgentRefusalsTest, RequiredExtensionsThatWeLackAre420) {
  request("INVITE", 1, std::string("Require: 100rel, teleport, timer, replaces\r\n") + sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_heard("SIP/2.0 420"));
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 420"), "Unsupported"), "teleport");
}

TEST_F(AgentRefusalsTest, UnknownUrisAre416) {
  peer_->send(port_, request_of(*peer_, "INVITE", "mailto:bob@example.com", to_, 1));
  ASSERT_TRUE(until_heard("SIP/2.0 416"));
}

TEST_F(AgentRefusalsTest, RequestsForNoCallAre481) {
  to_ += ";tag=gone";
  std::uint32_t cseq = 0;
  for (const char* method : {"BYE", "INFO", "INVITE", "OPTIONS", "UPDATE"}) {
    peer_->received.clear();
    request(method, ++cseq);
    ASSERT_TRUE(until_heard("SIP/2.0 481")) << method;
  }
  to_ = "<" + uri_of(bob_) + ">";
  for (const char* method : {"BYE", "INFO", "CANCEL", "PRACK"}) {
    peer_->received.clear();
    request(method, ++cseq);
    ASSERT_TRUE(until_heard("SIP/2.0 481")) << method;
  }
}

TEST_F(AgentRefusalsTest, MethodsWeDoNotTakeNameThoseWeDo) {
  request("MESSAGE", 1);
  ASSERT_TRUE(until_heard("SIP/2.0 405"));
  EXPECT_THAT(header_of(peer_->message("SIP/2.0 405"), "Allow"), HasSubstr("INVITE, ACK, CANCEL, BYE"));
  request("DANCE", 2);
  ASSERT_TRUE(until_heard("SIP/2.0 501"));
  EXPECT_NE(header_of(peer_->message("SIP/2.0 501"), "Allow"), "");
}

TEST_F(AgentRefusalsTest, OptionsTellsWhatWeTake) {
  request("OPTIONS", 1);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  const auto answer = peer_->message("SIP/2.0 200");
  EXPECT_THAT(header_of(answer, "Allow"), HasSubstr("INVITE"));
  EXPECT_EQ(header_of(answer, "Accept"), "application/sdp");
  EXPECT_EQ(header_of(answer, "Server"), "Tipring/test");
}

TEST_F(AgentRefusalsTest, WhileDrainingNewCallsAreSentElsewhere) {
  request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->refuse_new(503);
  std::string second = request_of(*peer_, "INVITE", uri_of(bob_), to_, 2, sdp_type, raw_sdp(4000));
  second.replace(second.find("raw-call"), 8, "raw-next");
  peer_->send(port_, second);
  ASSERT_TRUE(until_heard("SIP/2.0 503"));
  EXPECT_NE(header_of(peer_->message("SIP/2.0 503"), "Retry-After"), "");
  EXPECT_EQ(bob_.count("arrived"), 1U);
  bob_.agent->answer(bob_.leg, audio(4002));
  EXPECT_TRUE(until_heard("SIP/2.0 200")) << "the call that was there goes on";
  bob_.agent->accept_new();
  second.replace(second.find("raw-next"), 8, "raw-last");
  peer_->send(port_, second);
  EXPECT_TRUE(until([this] { return bob_.count("arrived") == 2; }));
}

TEST_F(AgentRefusalsTest, ARetransmittedInviteIsOneCall) {
  for (int i = 0; i < 3; ++i)
    request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->reject(bob_.leg, 480, "Nobody Home", {});
  ASSERT_TRUE(until_heard("SIP/2.0 480 Nobody Home"));
  EXPECT_EQ(bob_.count("arrived"), 1U);
}

TEST_F(AgentRefusalsTest, TheCallersHeaderFieldsArrive) {
  request("INVITE", 1, std::string("X-Account: 42\r\nSubject: hi\r\n") + sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  const auto& call = bob_.calls[bob_.leg];
  EXPECT_THAT(call.headers, testing::Contains(testing::Pair("X-Account", "42")));
  EXPECT_THAT(call.headers, testing::Contains(testing::Pair("Call-ID", "raw-call@127.0.0.1")));
  EXPECT_EQ(call.source, peer_->at());
  EXPECT_EQ(call.caller.uri, "sip:raw@" + peer_->at());
}

TEST_F(AgentRefusalsTest, NamesAreNotLookedUpYet) {
  const LegId leg = place(bob_, "sip:100@phone.example.com", audio(4000));
  EXPECT_TRUE(bob_.told.empty()) << "nothing is told before the command returns";
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[leg].by, Release::By::system);
  EXPECT_EQ(bob_.releases[leg].status, 503);
  EXPECT_THAT(bob_.releases[leg].reason, HasSubstr("phone.example.com"));
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentRefusalsTest, ATransportWithoutListenerIsNamed) {
  const LegId leg = place(bob_, "sip:100@127.0.0.1:5999;transport=tcp", audio(4000));
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_THAT(bob_.releases[leg].reason, HasSubstr("tcp"));
}

TEST_F(AgentRefusalsTest, APortWhereNobodyListensEndsTheCall) {
  Party tcp;
  open(tcp, "tcp://127.0.0.1:0");
  // A port that was free a moment ago.
  std::uint16_t closed = 0;
  {
    Party passing;
    open(passing, "tcp://127.0.0.1:0");
    closed = passing.agent->listening().front().port;
    passing.agent.reset();
  }
  const LegId leg = place(tcp, "sip:100@127.0.0.1:" + std::to_string(closed) + ";transport=tcp", audio(4000));
  ASSERT_TRUE(until_told(tcp, "released"));
  EXPECT_EQ(tcp.releases[leg].by, Release::By::system);
  EXPECT_EQ(tcp.releases[leg].status, 503);
  EXPECT_TRUE(tcp.agent->settled());
  tcp.agent.reset();
}

TEST_F(AgentRefusalsTest, APortInUseIsNamed) {
  for (const std::string transport : {"udp", "tcp"}) {
    Party first;
    Party second;
    open(first, transport + "://127.0.0.1:0");
    const std::string taken = to_string(first.agent->listening().front());
    const auto agent =
        SipAgent::create(reactor_->native_root(), {{taken}, "Tipring/test"}, loop_, ids_, second, second);
    ASSERT_FALSE(agent.ok());
    EXPECT_EQ(agent.error().code, "address-in-use");
    EXPECT_THAT(agent.error().text, HasSubstr(taken));
    first.agent.reset();
  }
}

TEST_F(AgentRefusalsTest, AnAddressOfAnotherMachineIsNamed) {
  Party party;
  const auto agent = SipAgent::create(reactor_->native_root(), {{"udp://203.0.113.7:0"}, "Tipring/test"}, loop_,
                                      ids_, party, party);
  ASSERT_FALSE(agent.ok());
  EXPECT_EQ(agent.error().code, "address-unavailable");
  EXPECT_THAT(agent.error().text, HasSubstr("203.0.113.7"));
}

TEST_F(AgentRefusalsTest, AWildcardNamesTheAddressThePeerReachesUsAt) {
  Party wild;
  open(wild, "udp://0.0.0.0:0");
  std::uint16_t port = 0;
  for (const auto& endpoint : wild.agent->listening()) {
    EXPECT_NE(endpoint.ip, "0.0.0.0");
    if (endpoint.ip == "127.0.0.1") port = endpoint.port;
  }
  ASSERT_NE(port, 0);
  peer_->send(port, request_of(*peer_, "INVITE", "sip:100@127.0.0.1", to_, 1, sdp_type, raw_sdp(4000)));
  ASSERT_TRUE(until_told(wild, "arrived"));
  wild.agent->answer(wild.leg, audio(4002));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 200"), "Contact"),
            "<sip:100@127.0.0.1:" + std::to_string(port) + ">");
  wild.agent.reset();
}

}  // namespace
}  // namespace tipring::sip
