// Two user agents of ours that call each other over loopback.

#include "agent_fixture.h"
#include <gmock/gmock.h>

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

  Party alice_;
  Party bob_;
};

INSTANTIATE_TEST_SUITE_P(Transports, AgentCallsTest,
                         testing::Values("udp://127.0.0.1:0", "tcp://127.0.0.1:0", "udp://[::1]:0",
                                         "tcp://[::1]:0"));

TEST_P(AgentCallsTest, CallIsAnsweredAndEndedByTheCaller) {
  const LegId leg = establish();
  EXPECT_EQ(alice_.described, audio(4002));
  EXPECT_EQ(bob_.calls[bob_.leg].offer, audio(4000));
  EXPECT_EQ(bob_.calls[bob_.leg].dialled.user, "100");
  EXPECT_EQ(bob_.calls[bob_.leg].caller.user, "tipring");
  EXPECT_EQ(alice_.agent->live().legs, 1U);
  EXPECT_EQ(bob_.agent->live().legs, 1U);

  alice_.agent->release(leg, {Release::By::local, 0, 16, "bye for now"});
  ASSERT_TRUE(until_told(bob_, "released"));
  ASSERT_TRUE(until_settled(alice_, bob_));
  EXPECT_THAT(alice_.told, ElementsAre("ringing", "answered", "released"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "released"));
  EXPECT_EQ(alice_.releases[leg].by, Release::By::local);
  const Release heard = bob_.releases[bob_.leg];
  EXPECT_EQ(heard.by, Release::By::remote);
  EXPECT_EQ(heard.status, 0);
  EXPECT_EQ(heard.cause, 16);
  EXPECT_EQ(heard.reason, "bye for now");
  EXPECT_EQ(alice_.agent->live().legs, 0U);
  EXPECT_EQ(bob_.agent->live().legs, 0U);
}

TEST_P(AgentCallsTest, CallIsEndedByTheCalledParty) {
  const LegId leg = establish();
  bob_.agent->release(bob_.leg, {Release::By::local, 0, 17, ""});
  ASSERT_TRUE(until_told(alice_, "released"));
  ASSERT_TRUE(until_settled(alice_, bob_));
  EXPECT_EQ(alice_.releases[leg].by, Release::By::remote);
  EXPECT_EQ(alice_.releases[leg].cause, 17);
}

}  // namespace
}  // namespace tipring::sip
