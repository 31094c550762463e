// Digits by INFO between two user agents of ours, and to a peer that does not want them.

#include "agent_fixture.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;

class AgentDigitsTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(alice_, "udp://127.0.0.1:0");
    open(bob_, "udp://127.0.0.1:0");
  }
  // The parties' agents must go before the reactor.
  void TearDown() override {
    alice_.agent.reset();
    bob_.agent.reset();
  }
  LegId establish() {
    const LegId leg = place(alice_, uri_of(bob_), audio(4000));
    EXPECT_TRUE(until_told(bob_, "arrived"));
    bob_.agent->answer(bob_.leg, audio(4002));
    EXPECT_TRUE(until_told(alice_, "answered"));
    EXPECT_TRUE(until_told(bob_, "acknowledged"));
    return leg;
  }

  Party alice_;
  Party bob_;
};

TEST_F(AgentDigitsTest, EachArrivesInOrderAndIsTold) {
  const LegId leg = establish();
  alice_.agent->send_digit(leg, {7, 1}, '1');
  alice_.agent->send_digit(leg, {}, '#');
  alice_.agent->send_digit(leg, {8, 1}, 'D');
  ASSERT_TRUE(until_told(alice_, "digit sent 8 200"));
  EXPECT_THAT(bob_.told, ElementsAre("arrived", "acknowledged", "digit 1", "digit #", "digit D"));
  EXPECT_THAT(alice_.told, ElementsAre("answered", "digit sent 7 200", "digit sent 8 200"));
  bob_.agent->send_digit(bob_.leg, {9, 1}, '*');
  ASSERT_TRUE(until_told(bob_, "digit sent 9 200"));
  EXPECT_TRUE(alice_.heard("digit *"));
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  EXPECT_TRUE(until_settled(alice_, bob_));
}

TEST_F(AgentDigitsTest, ACallThatHasNoDialogYetTakesNone) {
  const LegId leg = place(alice_, "sip:nobody@127.0.0.1:9", audio(4000));
  alice_.agent->send_digit(leg, {7, 1}, '1');
  ASSERT_TRUE(until_told(alice_, "digit sent 7 481"));
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  ASSERT_TRUE(until_told(alice_, "released"));
}

TEST_F(AgentDigitsTest, NothingIsSentOnceTheCallIsReleased) {
  const LegId leg = establish();
  alice_.agent->release(leg, {Release::By::local, 0, 16, ""});
  alice_.agent->send_digit(leg, {7, 1}, '1');
  ASSERT_TRUE(until_told(bob_, "released"));
  EXPECT_TRUE(until_settled(alice_, bob_));
  EXPECT_FALSE(bob_.heard("digit 1"));
}

}  // namespace
}  // namespace tipring::sip
