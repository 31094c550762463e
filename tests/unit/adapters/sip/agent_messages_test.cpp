// Messages of text (RFC 3428) between an agent and a peer of which each byte is known.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AgentMessagesTest : public RawPeerTest, public MessagingEvents {
 protected:
  void message_arrived(IncomingMessage message) override { arrived_.push_back(std::move(message)); }
  void message_sent(OperationHandle operation, MessageOutcome outcome) override {
    sent_.push_back(std::to_string(operation.slot) + " " + std::to_string(outcome.status) + " " +
                    outcome.problem);
  }

  void write(const std::string& headers, const std::string& body) { request("MESSAGE", 1, headers, body); }
  void write_text(const std::string& text) { write("Content-Type: text/plain\r\n", text); }
  void expect_refused(const std::string& status) {
    EXPECT_TRUE(until_heard("SIP/2.0 " + status));
    EXPECT_TRUE(arrived_.empty());
  }
  void send(const std::string& text, const std::string& target) {
    bob_.agent->send({.operation = {7, 1}, .target = target, .from = {.user = "100"}, .text = text});
  }
  std::string peer_uri() const { return "sip:ann@" + peer_->at(); }
  bool until_sent() {
    return until([this] { return !sent_.empty(); });
  }

  std::vector<IncomingMessage> arrived_;
  std::vector<std::string> sent_;
};

TEST_F(AgentMessagesTest, OneIsAnsweredOnceItIsAcknowledged) {
  bob_.agent->deliver_messages_to(*this);
  write("Content-Type: text/plain;charset=UTF-8\r\nX-Account: 17\r\n", "Gr\xc3\xbc\xc3\x9f Gott");
  ASSERT_TRUE(until([this] { return !arrived_.empty(); }));
  EXPECT_EQ(arrived_[0].text, "Gr\xc3\xbc\xc3\x9f Gott");
  EXPECT_EQ(arrived_[0].recipient.user, "100");
  EXPECT_EQ(arrived_[0].source, peer_->at());
  EXPECT_FALSE(peer_->heard("SIP/2.0 200"));
  bob_.agent->acknowledge(arrived_[0].receipt, 200);
  EXPECT_TRUE(until_heard("SIP/2.0 200"));
  bob_.agent->acknowledge(arrived_[0].receipt, 404);  // It is over.
  EXPECT_FALSE(peer_->heard("SIP/2.0 404"));
}

TEST_F(AgentMessagesTest, OneThatComesAgainIsTheSame) {
  bob_.agent->deliver_messages_to(*this);
  const std::string message =
      request_of(*peer_, "MESSAGE", uri_of(bob_), to_, 1, "Content-Type: text/plain\r\n", "hello");
  peer_->send(port_, message);
  ASSERT_TRUE(until([this] { return !arrived_.empty(); }));
  bob_.agent->acknowledge(arrived_[0].receipt, 200);
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  peer_->send(port_, message);
  ASSERT_TRUE(until_heard("SIP/2.0 200", 2));
  EXPECT_EQ(arrived_.size(), 1U);
}

TEST_F(AgentMessagesTest, NobodyTakesThem) {
  write_text("hello");
  expect_refused("405");
}

TEST_F(AgentMessagesTest, OnlyTextIsTaken) {
  bob_.agent->deliver_messages_to(*this);
  write("Content-Type: text/html\r\n", "<p>hello</p>");
  expect_refused("415");
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 415"), "Accept"), "text/plain");
}

TEST_F(AgentMessagesTest, TextInAnotherCharsetIsRefused) {
  bob_.agent->deliver_messages_to(*this);
  write("Content-Type: text/plain;charset=\"ISO-8859-1\"\r\n", "gr\xfc\xdf");
  expect_refused("415");
}

TEST_F(AgentMessagesTest, BytesThatAreNoTextAreRefused) {
  bob_.agent->deliver_messages_to(*this);
  write_text("gr\xfc\xdf");
  expect_refused("400 Text Is Not UTF-8");
}

TEST_F(AgentMessagesTest, CompressedTextIsRefused) {
  bob_.agent->deliver_messages_to(*this);
  write("Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", "hello");
  expect_refused("415");
}

TEST_F(AgentMessagesTest, WhileTheRuntimeRefusesCallsItRefusesMessages) {
  bob_.agent->deliver_messages_to(*this);
  bob_.agent->refuse_new(503);
  write_text("hello");
  expect_refused("503");
}

TEST_F(AgentMessagesTest, OursIsTaken) {
  bob_.agent->deliver_messages_to(*this);
  send("hello\r\nX-Forged: yes", peer_uri());
  ASSERT_TRUE(until_heard("MESSAGE sip:ann@"));
  const std::string message = peer_->message("MESSAGE");
  EXPECT_TRUE(message.ends_with("\r\n\r\nhello\r\nX-Forged: yes"));
  EXPECT_EQ(header_of(message, "Content-Type"), "text/plain;charset=utf-8");
  EXPECT_THAT(header_of(message, "From"), HasSubstr("<sip:100@127.0.0.1:"));
  EXPECT_EQ(header_of(message, "Contact"), "");  // RFC 3428, section 4.
  EXPECT_FALSE(bob_.agent->settled());
  peer_->send(port_, response_to(message, "200 OK", "t"));
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_, ElementsAre("7 200 "));
  EXPECT_TRUE(bob_.agent->settled());
}

TEST_F(AgentMessagesTest, OursIsRefused) {
  bob_.agent->deliver_messages_to(*this);
  send("hello", peer_uri());
  ASSERT_TRUE(until_heard("MESSAGE"));
  peer_->send(port_, response_to(peer_->message("MESSAGE"), "486 Busy Here", "t"));
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_, ElementsAre("7 486 "));
}

TEST_F(AgentMessagesTest, ALongOneDoesNotGoByUdp) {
  bob_.agent->deliver_messages_to(*this);
  send(std::string(1'001, 'a'), peer_uri());
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_[0], HasSubstr("7 513 its text is too long for UDP"));
  EXPECT_TRUE(peer_->received.empty());
}

TEST_F(AgentMessagesTest, OneToWhereWeCannotGoFailsAtOnce) {
  bob_.agent->deliver_messages_to(*this);
  send("hello", "sip:ann@127.0.0.1;transport=tls");
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_[0], HasSubstr("7 503 "));
}

TEST_F(AgentMessagesTest, OneByATrunkThatNobodyTakesNamesWhereItWent) {
  bob_.agent.reset();
  auto agent = SipAgent::create(reactor_->native_root(),
                                {.listen = {"tcp://127.0.0.1:0"},
                                 .user_agent = "Tipring/test",
                                 .trunks = {{.name = "out", .uri = "sip:127.0.0.1:9;transport=tcp"}}},
                                loop_, ids_, bob_, bob_);
  ASSERT_TRUE(agent.ok());
  bob_.agent = std::move(agent).value();
  bob_.agent->deliver_messages_to(*this);
  bob_.agent->send({.operation = {7, 1}, .target = "sip:4711@out", .text = "hello", .trunk = "out"});
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_[0], HasSubstr("nobody answers at sip:4711@127.0.0.1:9"));
  sent_.clear();
  bob_.agent->send({.operation = {7, 1},
                    .target = "sip:1900@127.0.0.1:9;transport=tcp",
                    .text = "hello",
                    .avoids_trunks = true});
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_[0], HasSubstr("7 403 "));
}

TEST_F(AgentMessagesTest, AChallengeIsAnswered) {
  bob_.agent.reset();
  auto agent = SipAgent::create(
      reactor_->native_root(),
      {.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring/test", .accounts = {{"100", "secret"}}}, loop_,
      ids_, bob_, bob_);
  ASSERT_TRUE(agent.ok());
  bob_.agent = std::move(agent).value();
  bob_.agent->deliver_messages_to(*this);
  port_ = bob_.agent->listening().front().port;
  send("hello", peer_uri());
  ASSERT_TRUE(until_heard("MESSAGE"));
  peer_->send(port_, response_to(peer_->message("MESSAGE"), "401 Unauthorized", "t",
                                 "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"));
  ASSERT_TRUE(until_heard("MESSAGE", 2));
  const std::string again = peer_->received.back();
  EXPECT_THAT(header_of(again, "Authorization"), HasSubstr("username=\"100\""));
  EXPECT_EQ(header_of(again, "CSeq"), "2 MESSAGE");
  peer_->send(port_, response_to(again, "202 Accepted", "t"));
  ASSERT_TRUE(until_sent());
  EXPECT_THAT(sent_, ElementsAre("7 202 "));
}

TEST_F(AgentMessagesTest, WhatIsOnItsWayWhenTheAgentGoesIsForgotten) {
  bob_.agent->deliver_messages_to(*this);
  send("hello", peer_uri());
  send(std::string(1'001, 'a'), peer_uri());
  bob_.agent.reset();
  reactor_->step(std::chrono::milliseconds{0});
  EXPECT_TRUE(sent_.empty());
}

}  // namespace
}  // namespace tipring::sip
