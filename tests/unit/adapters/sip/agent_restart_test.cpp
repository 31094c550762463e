// Calls that outlive the agent they were made by: another one takes them up from what was told of them.

#include "agent_accounts.h"
#include "raw_peer_test.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* sdp_type = "Content-Type: application/sdp\r\n";

std::uint64_t version_in(const std::string& message) {
  const auto line = message.find("o=tipring ");
  if (line == std::string::npos) return 0;
  return std::stoull(message.substr(message.find(' ', line + 10)));
}

class AgentRestartTest : public RawPeerTest {
 protected:
  // As a crash would: nobody is told.
  void crash() {
    states_ = bob_.states;
    leg_ = bob_.leg;
    bob_.agent.reset();
    bob_.told.clear();
    open(bob_, "udp://127.0.0.1:" + std::to_string(port_));
  }
  LostLeg lost() { return {.leg = leg_, .state = states_[leg_].back(), .phone = {}, .trunk = {}}; }

  LegId leg_;
  std::map<LegId, std::vector<std::string>> states_;
};

TEST_F(AgentRestartTest, AnEstablishedCallGoesOnByAReInvite) {
  establish();
  crash();
  const auto agreed = bob_.agent->take_up(lost());
  ASSERT_TRUE(agreed.ok()) << agreed.error().text;
  EXPECT_EQ(agreed->ours.streams.at(0).address.port, 4002);
  EXPECT_EQ(agreed->theirs.streams.at(0).address.port, 4000);
  bob_.agent->offer(leg_, audio(4012));
  ASSERT_TRUE(until_heard("INVITE "));
  const std::string reinvite = peer_->message("INVITE ");
  EXPECT_EQ(header_of(reinvite, "From"), to_) << "our tag is in it";
  EXPECT_THAT(header_of(reinvite, "To"), HasSubstr(";tag="));
  EXPECT_GT(std::stoi(header_of(reinvite, "CSeq")), 1000) << "well behind all that may have left";
  EXPECT_GT(version_in(reinvite), 1U);
  EXPECT_THAT(reinvite, HasSubstr("m=audio 4012"));
  peer_->send(
      port_, response_to(reinvite, "200 OK", "", "Contact: <sip:peer@" + peer_->at() + ">\r\n", raw_sdp(4000)));
  ASSERT_TRUE(until_told(bob_, "accepted"));
  ASSERT_TRUE(until_heard("ACK "));
  request("BYE", 5);
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_heard("SIP/2.0 200"));
}

TEST_F(AgentRestartTest, APeerThatKnowsTheCallNoMoreEndsIt) {
  establish();
  crash();
  ASSERT_TRUE(bob_.agent->take_up(lost()).ok());
  bob_.agent->offer(leg_, audio(4012));
  ASSERT_TRUE(until_heard("INVITE "));
  peer_->send(port_, response_to(peer_->message("INVITE "), "481 Call/Transaction Does Not Exist", ""));
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[leg_].status, 481);
}

TEST_F(AgentRestartTest, WhatItIsAskedMeanwhileIsOfThatCall) {
  establish();
  crash();
  ASSERT_TRUE(bob_.agent->take_up(lost()).ok());
  request("BYE", 2);
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_EQ(bob_.releases[leg_].status, 0);
  EXPECT_EQ(bob_.releases[leg_].by, Release::By::remote);
}

TEST_F(AgentRestartTest, AStateThatIsNoneIsRefused) {
  establish();
  crash();
  EXPECT_EQ(bob_.agent->take_up({.leg = leg_, .state = "{}", .phone = {}, .trunk = {}}).error().code,
            "bad-state");
  LostLeg others = lost();
  others.leg = {9, 9};
  EXPECT_EQ(bob_.agent->take_up(others).error().code, "bad-state");
  EXPECT_EQ(bob_.agent->live().legs, 0U);
}

TEST_F(AgentRestartTest, WhoWasNotAnsweredIsToldToComeBack) {
  request("INVITE", 1, sdp_type, raw_sdp(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->ring(bob_.leg, std::nullopt);
  ASSERT_TRUE(until_heard("SIP/2.0 180"));
  const std::string ringing = peer_->message("SIP/2.0 180");
  ASSERT_TRUE(until([this] { return !bob_.states[bob_.leg].empty(); }));
  crash();
  peer_->received.clear();
  bob_.agent->abandon(lost());
  ASSERT_TRUE(until_heard("SIP/2.0 503"));
  const std::string refusal = peer_->message("SIP/2.0 503");
  for (const char* name : {"Via", "From", "To", "Call-ID", "CSeq"})
    EXPECT_EQ(header_of(refusal, name), header_of(ringing, name));
  EXPECT_EQ(header_of(refusal, "Retry-After"), "10");
}

TEST_F(AgentRestartTest, WhomWeCalledIsCalledNoMore) {
  const LegId leg = place(bob_, "sip:peer@" + peer_->at(), audio(4000));
  ASSERT_TRUE(until_heard("INVITE "));
  const std::string invite = peer_->message("INVITE ");
  ASSERT_TRUE(until([&] { return !bob_.states[leg].empty(); }));
  crash();
  leg_ = leg;
  bob_.agent->abandon(lost());
  ASSERT_TRUE(until_heard("CANCEL "));
  const std::string cancel = peer_->message("CANCEL ");
  EXPECT_EQ(cancel.substr(7, cancel.find("\r\n")), invite.substr(7, invite.find("\r\n")));
  for (const char* name : {"From", "To", "Call-ID"})
    EXPECT_EQ(header_of(cancel, name), header_of(invite, name));
  const auto branch = [](const std::string& message) {
    const std::string via = header_of(message, "Via");
    const auto at = via.find("branch=");
    return via.substr(at, via.find(';', at) - at);
  };
  EXPECT_EQ(branch(cancel), branch(invite));
  EXPECT_EQ(header_of(cancel, "CSeq"), std::to_string(std::stoi(header_of(invite, "CSeq"))) + " CANCEL");
  // Its answer has crossed: nobody is there for it.
  peer_->send(port_, response_to(cancel, "200 OK", "x"));
  peer_->send(port_,
              response_to(invite, "200 OK", "x", "Contact: <sip:peer@" + peer_->at() + ">\r\n", raw_sdp(4000)));
  ASSERT_TRUE(until_heard("ACK "));
  ASSERT_TRUE(until_heard("BYE "));
  peer_->send(port_, response_to(peer_->message("BYE "), "200 OK", "x"));
}

// A phone whose way back is the connection that it opens.
class AwaitedPhoneTest : public AgentAccountsTest {
 protected:
  void open_site(Party& site, const std::string& port) {
    open_with(site, {.listen = {"tcp://127.0.0.1:" + port}, .phones = {{"4711", "secret"}}});
  }
  // The phone registers, and calls.
  void call_site() {
    open_site(site_, "0");
    port_ = std::to_string(port_of(site_));
    open_with(other_, {.listen = {"tcp://127.0.0.1:0"}, .trunks = {line()}});
    ASSERT_TRUE(until([this] { return trunk(other_).registration == RegistrationState::registered; }));
    called_ = call(other_, {.target = "sip:200@out", .from = {.user = "4711"}, .trunk = "out"});
    ASSERT_TRUE(until_told(site_, "arrived"));
    site_.agent->answer(site_.leg, audio(4002));
    ASSERT_TRUE(until_told(site_, "acknowledged"));
    ASSERT_EQ(site_.calls[site_.leg].phone, "4711");
    other_.on_offered = [this](LegId leg) { other_.agent->accept_offer(leg, audio(4000)); };
  }
  TrunkSettings line(const std::string& password = "secret") const {
    return {.name = "out",
            .uri = "sip:127.0.0.1:" + port_ + ";transport=tcp",
            .account = {"4711", password},
            .registers = true,
            .registration = {}};
  }
  void crash() {
    site_.agent.reset();
    open_site(after_, port_);
    const LegId leg = site_.leg;
    ASSERT_TRUE(
        after_.agent->take_up({.leg = leg, .state = site_.states[leg].back(), .phone = "4711", .trunk = {}})
            .ok());
    after_.agent->offer(leg, audio(4012));
  }
  void TearDown() override {
    other_.agent.reset();
    after_.agent.reset();
    site_.agent.reset();
  }

  Party after_;
  std::string port_;
  LegId called_;
};

TEST_F(AwaitedPhoneTest, IsAskedOnceItHasRegisteredAgain) {
  ASSERT_NO_FATAL_FAILURE(call_site());
  ASSERT_NO_FATAL_FAILURE(crash());
  EXPECT_FALSE(other_.heard("offered"));
  // It notices.
  other_.agent->set_trunks({line("wrong")});
  other_.agent->set_trunks({line()});
  ASSERT_TRUE(until_told(after_, "accepted"));
  EXPECT_EQ(other_.described->streams.at(0).address.port, 4012);
  other_.agent->release(called_, {});
  ASSERT_TRUE(until_told(after_, "released"));
}

TEST_F(AwaitedPhoneTest, IsGivenUpWhereItDoesNot) {
  ASSERT_NO_FATAL_FAILURE(call_site());
  other_.agent.reset();
  ASSERT_NO_FATAL_FAILURE(crash());
  clock_.move(31s);
  ASSERT_TRUE(until_told(after_, "released"));
  EXPECT_EQ(after_.releases[site_.leg].status, 480);
  EXPECT_THAT(after_.releases[site_.leg].reason, HasSubstr("has not come back"));
}

}  // namespace
}  // namespace tipring::sip
