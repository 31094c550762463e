// Two user agents of ours that call each other over loopback.

#include "agent_fixture.h"
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AgentCallsTest : public AgentTest, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(alice_, GetParam());
    open(bob_, GetParam());
  }
  // The parties' agents must go before the reactor.
  void TearDown() override {
    alice_.agent.reset();
    bob_.agent.reset();
  }

  // An established call from alice to bob.
  LegId establish() {
    const LegId leg = place(alice_, uri_of(bob_), audio(4000));
    EXPECT_TRUE(until_told(bob_, "arrived"));
    bob_.agent->ring(bob_.leg, std::nullopt);
    EXPECT_TRUE(until_told(alice_, "ringing"));
    bob_.agent->answer(bob_.leg, audio(4002));
    EXPECT_TRUE(until_told(alice_, "answered"));
    EXPECT_TRUE(until_told(bob_, "acknowledged"));
    return leg;
  }
  void expect_nothing_left() {
    EXPECT_TRUE(until_settled(alice_, bob_));
    EXPECT_EQ(alice_.agent->live().legs, 0U);
    EXPECT_EQ(bob_.agent->live().legs, 0U);
  }

  Party alice_;
  Party bob_;
};

INSTANTIATE_TEST_SUITE_P(Transports, AgentCallsTest,
                         testing::Values("udp://127.0.0.1:0", "tcp://127.0.0.1:0", "udp://[::1]:0",
                                         "tcp://[::1]:0"));

TEST_P(AgentCallsTest, CallIsAnsweredAndEndedByTheCaller) {
  const LegId leg = establish();
  EXPECT_EQ(alice_.described, audio(4002));
  const IncomingCall& arrived = bob_.calls[bob_.leg];
  EXPECT_EQ(arrived.offer, audio(4000));
  EXPECT_EQ(arrived.dialled.user, "100");
  EXPECT_EQ(arrived.caller.user, "tipring");
  EXPECT_EQ(arrived.transport, GetParam().substr(0, 3));
  EXPECT_EQ(alice_.agent->live().legs, 1U);
  EXPECT_EQ(bob_.agent->live().legs, 1U);

  alice_.agent->release(leg, {Release::By::local, 0, 16, "bye for now"});
  ASSERT_TRUE(until_told(bob_, "released"));
  expect_nothing_left();
  EXPECT_THAT(alice_.told, ElementsAre("ringing", "answered", "released"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "released"));
  EXPECT_EQ(alice_.releases[leg].by, Release::By::local);
  const Release heard = bob_.releases[bob_.leg];
  EXPECT_EQ(heard.by, Release::By::remote);
  EXPECT_EQ(heard.status, 0);
  EXPECT_EQ(heard.cause, 16);
  EXPECT_EQ(heard.reason, "bye for now");
}

TEST_P(AgentCallsTest, CallIsEndedByTheCalledParty) {
  const LegId leg = establish();
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 17, ""});
  ASSERT_TRUE(until_told(alice_, "released"));
  expect_nothing_left();
  EXPECT_EQ(alice_.releases[leg].by, Release::By::remote);
  EXPECT_EQ(alice_.releases[leg].cause, 17);
}

TEST_P(AgentCallsTest, BothHangUpAtOnce) {
  const LegId leg = establish();
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  expect_nothing_left();
  EXPECT_EQ(alice_.count("released"), 1U);
  EXPECT_EQ(bob_.count("released"), 1U);
}

TEST_P(AgentCallsTest, EarlyMediaIsHeardBeforeTheAnswer) {
  place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->ring(bob_.leg, audio(4002));
  ASSERT_TRUE(until_told(alice_, "ringing early"));
  EXPECT_EQ(alice_.described, audio(4002));
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until_told(alice_, "answered"));
  EXPECT_THAT(alice_.told, ElementsAre("ringing early", "answered"));
}

TEST_P(AgentCallsTest, ABusyPartyIsToldByStatusAndCause) {
  const LegId leg = place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->reject(bob_.leg, 486, "", {{"X-Why", "lunch"}});
  ASSERT_TRUE(until_told(alice_, "released"));
  expect_nothing_left();
  EXPECT_EQ(alice_.releases[leg].by, Release::By::remote);
  EXPECT_EQ(alice_.releases[leg].status, 486);
  EXPECT_EQ(alice_.releases[leg].cause, 17);
  EXPECT_EQ(alice_.releases[leg].reason, "Busy Here");
  EXPECT_EQ(bob_.releases[bob_.leg].status, 486);
  EXPECT_EQ(bob_.releases[bob_.leg].by, Release::By::local);
}

TEST_P(AgentCallsTest, ARedirectedCallEndsWith302) {
  const LegId leg = place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->redirect(bob_.leg, {"sip:200@127.0.0.1", "sip:201@127.0.0.1"});
  ASSERT_TRUE(until_told(alice_, "released"));
  expect_nothing_left();
  EXPECT_EQ(alice_.releases[leg].status, 302);
}

TEST_P(AgentCallsTest, ARingingCallIsCancelled) {
  const LegId leg = place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->ring(bob_.leg, std::nullopt);
  ASSERT_TRUE(until_told(alice_, "ringing"));
  alice_.agent->release(leg, {Release::By::local, 0, 26, "answered elsewhere"});
  EXPECT_EQ(alice_.agent->live().legs, 0U) << "the floor is rid of the leg at once";
  ASSERT_TRUE(until_told(bob_, "released"));
  expect_nothing_left();
  EXPECT_EQ(bob_.releases[bob_.leg].by, Release::By::remote);
  EXPECT_EQ(bob_.releases[bob_.leg].status, 487);
  EXPECT_EQ(bob_.releases[bob_.leg].cause, 26);
  EXPECT_EQ(alice_.count("released"), 1U);
}

TEST_P(AgentCallsTest, AnAnswerThatCrossesTheCancelIsTakenBack) {
  const LegId leg = place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->ring(bob_.leg, std::nullopt);
  ASSERT_TRUE(until_told(alice_, "ringing"));
  // Both leave before either arrives.
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  bob_.agent->answer(bob_.leg, audio(4002));
  ASSERT_TRUE(until_told(bob_, "released"));
  expect_nothing_left();
  EXPECT_FALSE(alice_.heard("answered"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "released"));
  EXPECT_EQ(bob_.releases[bob_.leg].status, 0) << "ended by BYE";
}

TEST_P(AgentCallsTest, AReleaseBeforeTheAckStillEndsTheCallInOrder) {
  place(alice_, uri_of(bob_), audio(4000));
  ASSERT_TRUE(until_told(bob_, "arrived"));
  bob_.agent->answer(bob_.leg, audio(4002));
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_told(alice_, "released"));
  expect_nothing_left();
  EXPECT_THAT(alice_.told, ElementsAre("answered", "released"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "released"));
}

TEST_P(AgentCallsTest, AnEstablishedLegIsSavedWhole) {
  const LegId leg = establish();
  ASSERT_FALSE(alice_.states[leg].empty());
  ASSERT_FALSE(bob_.states[bob_.leg].empty());
  const auto ours = nlohmann::json::parse(alice_.states[leg].back());
  const auto theirs = nlohmann::json::parse(bob_.states[bob_.leg].back());
  EXPECT_EQ(ours.at("dialog").at("call_id"), theirs.at("dialog").at("call_id"));
  EXPECT_EQ(ours.at("dialog").at("local_tag"), theirs.at("dialog").at("remote_tag"));
  EXPECT_EQ(ours.at("dialog").at("remote_tag"), theirs.at("dialog").at("local_tag"));
  EXPECT_EQ(ours.at("dialog").at("remote_target"), theirs.at("contact"));
  EXPECT_EQ(theirs.at("dialog").at("remote_target"), ours.at("contact"));
  EXPECT_EQ(ours.at("local_sdp"), theirs.at("remote_sdp"));
  EXPECT_EQ(ours.at("remote_sdp"), theirs.at("local_sdp"));
  EXPECT_TRUE(ours.at("we_called"));
  EXPECT_FALSE(theirs.at("we_called"));
  EXPECT_EQ(ours.at("leg"), to_string(leg));
}

TEST_P(AgentCallsTest, CommandsForALegThatIsGoneAreIgnored) {
  const LegId leg = establish();
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_told(bob_, "released"));
  expect_nothing_left();
  const auto told = bob_.told;
  bob_.agent->ring(bob_.leg, std::nullopt);
  bob_.agent->answer(bob_.leg, audio(4002));
  bob_.agent->reject(bob_.leg, 486, "", {});
  bob_.agent->redirect(bob_.leg, {"sip:1@127.0.0.1"});
  bob_.agent->accept_offer(bob_.leg, audio(4002));
  bob_.agent->refuse_offer(bob_.leg, 488);
  bob_.agent->release(bob_.leg, {});
  bob_.agent->release({9, 9}, {});
  while (loop_.turn()) {
  }
  EXPECT_EQ(bob_.told, told);
}

TEST_P(AgentCallsTest, ManyCallsLeaveNothingBehind) {
  constexpr std::size_t count = 50;
  bob_.on_arrived = [this](const IncomingCall& call) { bob_.agent->answer(call.leg, audio(4002)); };
  std::vector<LegId> legs;
  for (std::size_t i = 0; i < count; ++i)
    legs.push_back(place(alice_, uri_of(bob_), audio(4000)));
  ASSERT_TRUE(
      until([this] { return alice_.count("answered") == count && bob_.count("acknowledged") == count; }));
  EXPECT_EQ(bob_.agent->live().legs, count);
  for (const LegId leg : legs)
    alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until([this] { return bob_.count("released") == count; }));
  expect_nothing_left();
}

}  // namespace
}  // namespace tipring::sip
