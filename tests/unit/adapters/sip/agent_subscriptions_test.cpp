// Phones that watch each other and their mailboxes (RFC 6665, 4235, 3842), with a peer of which each byte is
// known.

#include "raw_peer_test.h"
#include <gmock/gmock.h>

#include "adapters/sip/digest_client.h"

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class AgentSubscriptionsTest : public RawPeerTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    auto agent = SipAgent::create(reactor_->native_root(),
                                  {.listen = {"udp://127.0.0.1:0"},
                                   .user_agent = "Tipring/test",
                                   .phones = {{"100", "secret"}, {"200", "other"}}},
                                  loop_, ids_, bob_, bob_);
    ASSERT_TRUE(agent.ok());
    bob_.agent = std::move(agent).value();
    port_ = bob_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
    to_ = "<" + uri_of(bob_) + ">";
  }

  // SUBSCRIBE of phone 100, which proves itself.
  void subscribe(const std::string& watched, const std::string& event, const std::string& headers = {}) {
    const std::string uri = uri_of(bob_, watched);
    const std::string to = to_.find("tag=") == std::string::npos ? "<" + uri + ">" : to_;
    const std::string lines = "Event: " + event + "\r\n" + headers;
    send_subscribe(uri, to, lines);
    if (to.find("tag=") != std::string::npos || !until_heard("SIP/2.0 401")) return;
    DigestClient digest({"100", "secret"});
    const std::string challenge = header_of(peer_->message("SIP/2.0 401"), "WWW-Authenticate");
    const auto value = [&](const std::string& name) {
      const auto at = challenge.find(name + "=\"") + name.size() + 2;
      return challenge.substr(at, challenge.find('"', at) - at);
    };
    DigestChallenge asked;
    asked.realm = value("realm");
    asked.nonce = value("nonce");
    ASSERT_TRUE(digest.take({asked}, false));
    send_subscribe(uri, to, lines + digest.lines("SUBSCRIBE", uri, "cnonce"));
  }
  void send_subscribe(const std::string& uri, const std::string& to, const std::string& headers) {
    std::string text = request_of(*peer_, "SUBSCRIBE", uri, to, ++cseq_, headers);
    const auto from = text.find("From: <sip:") + 11;
    text.replace(from, text.find('@', from) - from, "100");
    peer_->send(port_, text);
  }
  // What the next NOTIFY says; it is answered.
  std::string notified(const std::string& status = "200 OK") {
    if (!until_heard("NOTIFY")) return {};
    const std::string notify = peer_->message("NOTIFY");
    peer_->received.clear();
    peer_->send(port_, response_to(notify, status, ""));
    return notify;
  }
  void expect_refused(const std::string& status) {
    EXPECT_TRUE(until_heard("SIP/2.0 " + status));
    EXPECT_FALSE(peer_->heard("NOTIFY"));
  }
  void expect_subscribed(const std::string& watched, const std::string& event) {
    subscribe(watched, event);
    ASSERT_TRUE(until_heard("SIP/2.0 200"));
    to_ = header_of(peer_->message("SIP/2.0 200"), "To");
  }
  void pass(Duration time) {
    clock_.move(time);
    reactor_->step(std::chrono::milliseconds{0});
  }

  std::uint32_t cseq_ = 0;
};

TEST_F(AgentSubscriptionsTest, WhoeverWatchesAPhoneIsToldOfItsCalls) {
  expect_subscribed("200", "dialog");
  const std::string first = notified();
  EXPECT_EQ(header_of(first, "Event"), "dialog");
  EXPECT_EQ(header_of(first, "Content-Type"), "application/dialog-info+xml");
  EXPECT_THAT(header_of(first, "Subscription-State"), HasSubstr("active;expires=3600"));
  EXPECT_THAT(first, HasSubstr("version=\"0\" state=\"full\" entity=\"sip:200@"));
  EXPECT_THAT(first, Not(HasSubstr("<dialog ")));

  Binding place{.phone = "200", .uri = "sip:200@" + peer_->at(), .expires = clock_.now() + 1h};
  place.transport = "udp";
  bob_.agent->restore(place);
  OutgoingCall call{.leg = ids_.next_leg(), .target = place.uri, .offer = audio(4000), .phone = "200"};
  pass(1s);
  bob_.agent->place(call);
  ASSERT_TRUE(until_heard("INVITE"));
  const std::string invite = peer_->message("INVITE");
  EXPECT_THAT(notified(), HasSubstr("direction=\"recipient\"><state>trying</state>"));
  pass(1s);
  peer_->send(port_, response_to(invite, "180 Ringing", "t"));
  EXPECT_THAT(notified(), HasSubstr("<state>early</state>"));
  pass(1s);
  peer_->send(port_,
              response_to(invite, "200 OK", "t", "Contact: <sip:200@" + peer_->at() + ">\r\n", raw_sdp(4002)));
  const std::string talking = notified();
  EXPECT_THAT(talking, HasSubstr("<state>confirmed</state>"));
  EXPECT_THAT(talking, Not(HasSubstr(header_of(invite, "Call-ID"))));
  pass(1s);
  bob_.agent->release(call.leg, {Release::By::local, 0, 16, ""});
  EXPECT_THAT(notified(), Not(HasSubstr("<dialog ")));
}

TEST_F(AgentSubscriptionsTest, TheLampOfAMailboxIsTold) {
  bob_.agent->show_waiting("100", {1, 0});
  expect_subscribed("100", "message-summary;id=7");
  const std::string first = notified();
  EXPECT_EQ(header_of(first, "Event"), "message-summary;id=7");
  EXPECT_THAT(first, HasSubstr("Messages-Waiting: yes"));
  EXPECT_THAT(first, HasSubstr("Voice-Message: 1/0"));
  pass(1s);
  bob_.agent->show_waiting("100", {0, 1});
  EXPECT_THAT(notified(), HasSubstr("Voice-Message: 0/1"));
}

TEST_F(AgentSubscriptionsTest, ItIsRenewedAndEnded) {
  expect_subscribed("200", "dialog");
  notified();
  pass(1s);
  subscribe("200", "dialog", "Expires: 60\r\n");
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
  EXPECT_THAT(header_of(notified(), "Subscription-State"), HasSubstr("active;expires=60"));
  pass(1s);
  subscribe("200", "dialog", "Expires: 0\r\n");
  EXPECT_EQ(header_of(notified(), "Subscription-State"), "terminated;reason=timeout");
  reactor_->step(std::chrono::milliseconds{100});
  subscribe("200", "dialog");
  EXPECT_TRUE(until_heard("SIP/2.0 481"));
}

TEST_F(AgentSubscriptionsTest, ItEndsWithItsTime) {
  expect_subscribed("200", "dialog");
  notified();
  pass(1h);
  EXPECT_EQ(header_of(notified(), "Subscription-State"), "terminated;reason=timeout");
}

TEST_F(AgentSubscriptionsTest, WhoDoesNotTakeItsNotificationsIsForgotten) {
  expect_subscribed("200", "dialog");
  notified("481 Subscription Does Not Exist");
  reactor_->step(std::chrono::milliseconds{100});
  subscribe("200", "dialog");
  EXPECT_TRUE(until_heard("SIP/2.0 481"));
}

TEST_F(AgentSubscriptionsTest, APackageThatWeDoNotKnowIsRefused) {
  send_subscribe(uri_of(bob_, "200"), "<" + uri_of(bob_, "200") + ">", "Event: presence\r\n");
  expect_refused("489");
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 489"), "Allow-Events"), "dialog, message-summary");
}

TEST_F(AgentSubscriptionsTest, AnothersMailboxIsNotShown) {
  subscribe("200", "message-summary");
  expect_refused("403");
}

TEST_F(AgentSubscriptionsTest, APhoneThatTheSiteDoesNotKnowCannotBeWatched) {
  subscribe("300", "dialog");
  expect_refused("404");
}

TEST_F(AgentSubscriptionsTest, StrangersSeeNothing) {
  request("SUBSCRIBE", 1, "Event: dialog\r\n");
  expect_refused("403");
}

TEST_F(AgentSubscriptionsTest, TooShortATimeIsRefused) {
  subscribe("200", "dialog", "Expires: 10\r\n");
  expect_refused("423");
  EXPECT_EQ(header_of(peer_->message("SIP/2.0 423"), "Min-Expires"), "60");
}

TEST_F(AgentSubscriptionsTest, OneThatCameWhereWeLeaveEndsToBeMadeAnew) {
  expect_subscribed("200", "dialog");
  notified();
  pass(1s);
  ASSERT_TRUE(bob_.agent->set_listeners({"udp://127.0.0.2:0"}).ok());
  EXPECT_EQ(header_of(notified(), "Subscription-State"), "terminated;reason=deactivated");
}

}  // namespace
}  // namespace tipring::sip
