#include "runtime/contact/connect.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;

struct ConnectTest : ::testing::Test {
  ConnectTest() {
    world.on_attend = [this](ContactId contact) {
      if (answer_first) {
        ASSERT_TRUE(world.calls.answer(contact).ok());
      }
      ConnectRequest request;
      for (const std::string& target : targets) {
        const bool phone = target.starts_with("phone ");
        request.targets.push_back({phone ? "" : "sip:" + target + "@sim", 10s, phone ? target.substr(6) : ""});
      }
      request.from.user = "100";
      request.order = order;
      request.redirections = redirections;
      ASSERT_TRUE(world.calls
                      .connect(contact, request,
                               [this, contact](const ConnectOutcome& outcome) {
                                 outcomes.push_back(outcome);
                                 world.calls.finish(contact, {});
                               })
                      .ok());
    };
  }

  FloorWorld world;
  bool answer_first = false;
  ConnectOrder order = ConnectOrder::one_by_one;
  int redirections = 5;
  std::vector<std::string> targets{"bob"};
  std::vector<ConnectOutcome> outcomes;
};

TEST_F(ConnectTest, AnAnswerBridgesBothAndAnswersTheCaller) {
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::ringing);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  ASSERT_TRUE(bob.speak(1s, "hello").ok());
  world.run(100ms);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "hello");
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].answered);
  EXPECT_EQ(outcomes[0].answered_by, "sip:bob@sim");
  EXPECT_EQ(caller.state(), sim::PartyState::over);
  world.expect_nothing_left();
}

// Then nothing between them has to be decoded.
TEST_F(ConnectTest, TheCallersCodecIsOfferedFirst) {
  sim::Party& bob = world.expect("bob");
  world.network.call(
      {.name = {},
       .from = "100",
       .to = "200",
       .display = {},
       .headers = {},
       .phone = {.formats = {{18, "G729", 8000, {}}, {9, "G722", 8000, {}}, {0, "PCMU", 8000, {}}}}});
  world.run(1s);
  ASSERT_TRUE(bob.invitation());
  const auto& formats = bob.invitation()->description->streams.at(0).formats;
  EXPECT_EQ(formats.at(0).encoding, "G722");
  EXPECT_EQ(formats.at(1).encoding, "PCMU");
  EXPECT_EQ(formats.at(2).encoding, "PCMA");
}

TEST_F(ConnectTest, TheCallersHangUpEndsTheOtherParty) {
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call();
  ASSERT_TRUE(bob.answer().ok());
  world.run(2s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, TargetsAreTriedInOrder) {
  targets = {"bob", "carol", "dave"};
  ASSERT_TRUE(world.expect("bob").refuse(486).ok());
  ASSERT_TRUE(world.expect("carol").ignore().ok());
  sim::Party& dave = world.expect("dave");
  ASSERT_TRUE(dave.answer().ok());
  world.call();
  world.run(60s);
  ASSERT_TRUE(dave.was_answered());
  ASSERT_TRUE(dave.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.size(), 1U);
  ASSERT_EQ(outcomes[0].failed.size(), 2U);
  EXPECT_EQ(outcomes[0].failed[0].release.status, 486);
  EXPECT_EQ(outcomes[0].failed[1].release.status, 408);
  EXPECT_EQ(outcomes[0].answered_by, "sip:dave@sim");
  world.expect_nothing_left();
}

TEST_F(ConnectTest, WhenEveryTargetFailsTheOutcomeSaysWhy) {
  ASSERT_TRUE(world.expect("bob").refuse(603, "Not now").ok());
  sim::Party& caller = world.call();
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(outcomes[0].answered);
  EXPECT_EQ(outcomes[0].failed.at(0).release.status, 603);
  EXPECT_EQ(outcomes[0].failed.at(0).release.reason, "Not now");
  EXPECT_EQ(caller.ending()->status, 603);  // As the last one.
  world.expect_nothing_left();
}

TEST_F(ConnectTest, TogetherAllRingAndTheFirstThatAnswersHasTheCall) {
  order = ConnectOrder::together;
  targets = {"bob", "carol", "dave"};
  sim::Party& bob = world.expect("bob");
  sim::Party& carol = world.expect("carol");
  ASSERT_TRUE(world.expect("dave").refuse(486).ok());
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(bob.state(), sim::PartyState::ringing);
  EXPECT_EQ(carol.state(), sim::PartyState::ringing);
  ASSERT_TRUE(carol.answer().ok());
  world.run(1s);
  EXPECT_EQ(bob.ending()->how, sim::Ending::How::cancelled);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  ASSERT_TRUE(carol.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].answered_by, "sip:carol@sim");
  ASSERT_EQ(outcomes[0].failed.size(), 1U);
  EXPECT_EQ(outcomes[0].failed[0].uri, "sip:dave@sim");
  world.expect_nothing_left();
}

TEST_F(ConnectTest, TogetherTwoAnswersAtOnceLeaveOneCall) {
  order = ConnectOrder::together;
  targets = {"bob", "carol"};
  sim::Party& bob = world.expect("bob");
  sim::Party& carol = world.expect("carol");
  world.call();
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  ASSERT_TRUE(carol.answer().ok());
  world.run(1s);
  EXPECT_NE(bob.state() == sim::PartyState::answered, carol.state() == sim::PartyState::answered);
  sim::Party& talking = bob.state() == sim::PartyState::answered ? bob : carol;
  ASSERT_TRUE(talking.hang_up().ok());
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, TogetherAllMayFail) {
  order = ConnectOrder::together;
  targets = {"bob", "carol"};
  ASSERT_TRUE(world.expect("bob").refuse(486).ok());
  world.expect("carol");
  world.call();
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  ASSERT_EQ(outcomes[0].failed.size(), 2U);
  EXPECT_EQ(outcomes[0].failed[1].release.status, 408);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, TogetherTheCallersHangUpEndsAll) {
  order = ConnectOrder::together;
  targets = {"bob", "carol"};
  sim::Party& bob = world.expect("bob");
  sim::Party& carol = world.expect("carol");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(60s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  EXPECT_EQ(carol.state(), sim::PartyState::over);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, ARedirectionIsFollowed) {
  targets = {"bob", "dave"};
  ASSERT_TRUE(world.expect("bob").redirect({"sip:carol@sim"}).ok());
  sim::Party& carol = world.expect("carol");
  ASSERT_TRUE(carol.answer().ok());
  world.call();
  world.run(2s);
  EXPECT_TRUE(carol.was_answered());
  ASSERT_TRUE(carol.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(outcomes.at(0).answered_by, "sip:carol@sim");
  EXPECT_EQ(outcomes.at(0).failed.at(0).release.status, 302);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, ATargetThatStandsTwiceIsTriedTwice) {
  targets = {"bob", "bob"};
  ASSERT_TRUE(world.expect("bob").refuse(486).ok());
  ASSERT_TRUE(world.expect("bob").refuse(486).ok());
  world.call();
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failed.size(), 2U);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, RedirectionsInARingEnd) {
  ASSERT_TRUE(world.expect("bob").redirect({"sip:carol@sim"}).ok());
  ASSERT_TRUE(world.expect("carol").redirect({"sip:bob@sim"}).ok());
  world.call();
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].failed.size(), 2U);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, NoMoreRedirectionsAreFollowedThanAllowed) {
  redirections = 1;
  ASSERT_TRUE(world.expect("bob").redirect({"sip:carol@sim", "sip:dave@sim"}).ok());
  ASSERT_TRUE(world.expect("carol").refuse(486).ok());
  sim::Party& dave = world.expect("dave");
  world.call();
  world.run(60s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_FALSE(dave.was_called());
  EXPECT_EQ(outcomes[0].failed.size(), 2U);
}

TEST_F(ConnectTest, AnAnsweredCallerHearsARingbackTone) {
  answer_first = true;
  sim::Party& bob = world.expect("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->name, "ringback");
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_TRUE(caller.hearing() == nullptr || caller.hearing()->name != "ringback");
}

TEST_F(ConnectTest, EarlyMediaIsHeardBeforeTheAnswer) {
  sim::Party& bob = world.expect("bob");
  ASSERT_TRUE(bob.ring_early().ok());
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(bob.speak(5s, "the number you have dialled").ok());
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::ringing);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "the number you have dialled");
}

// Whatever the moment of the caller's hang-up, crossing the answer included, nobody stays behind.
TEST_F(ConnectTest, AHangUpAroundTheAnswerLeavesNoLeg) {
  for (int moment = 0; moment < 30; ++moment) {
    FloorWorld each;
    each.on_attend = [&](ContactId contact) {
      ConnectRequest request;
      request.targets = {{"sip:bob@sim", 10s}};
      ASSERT_TRUE(each.calls.connect(contact, request, [](const ConnectOutcome&) {}).ok());
    };
    sim::Party& bob = each.expect("bob");
    sim::Party& caller = each.call();
    each.run(500ms);
    ASSERT_TRUE(bob.answer().ok());
    each.run(std::chrono::microseconds(250 * moment));
    ASSERT_TRUE(caller.hang_up().ok());
    each.run(80s);
    EXPECT_EQ(bob.state(), sim::PartyState::over);
    each.expect_nothing_left();
  }
}

TEST_F(ConnectTest, ATimedOutTargetThatAnswersAllTheSameIsCleared) {
  targets = {"bob", "carol"};
  sim::Party& bob = world.expect("bob");
  world.expect("carol");
  world.call();
  world.run(10001ms);
  static_cast<void>(bob.answer());  // The 2xx crosses our CANCEL.
  world.run(60s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  ASSERT_EQ(outcomes.size(), 1U);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, APhoneRingsInAllPlacesThatItPrefersAlike) {
  targets = {"phone 200"};
  world.directory.places["200"] = {{"sip:desk@sim", 1}, {"sip:mobile@sim", 1}, {"sip:home@sim", 0.5}};
  sim::Party& desk = world.expect("desk");
  sim::Party& mobile = world.expect("mobile");
  sim::Party& home = world.expect("home");
  world.call();
  world.run(1s);
  EXPECT_EQ(desk.state(), sim::PartyState::ringing);
  EXPECT_EQ(mobile.state(), sim::PartyState::ringing);
  EXPECT_EQ(home.state(), sim::PartyState::waiting);
  ASSERT_TRUE(mobile.answer().ok());
  world.run(1s);
  EXPECT_EQ(desk.state(), sim::PartyState::over);
  ASSERT_TRUE(mobile.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(outcomes.at(0).answered_by, "sip:mobile@sim");
  EXPECT_EQ(home.state(), sim::PartyState::waiting);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, PlacesThatAPhonePrefersLessFollowBeforeTheNextTarget) {
  targets = {"phone 200", "bob"};
  world.directory.places["200"] = {{"sip:desk@sim", 1}, {"sip:home@sim", 0.5}};
  ASSERT_TRUE(world.expect("desk").refuse(486).ok());
  sim::Party& home = world.expect("home");
  ASSERT_TRUE(home.answer().ok());
  sim::Party& bob = world.expect("bob");
  world.call();
  world.run(2s);
  EXPECT_EQ(home.state(), sim::PartyState::answered);
  EXPECT_EQ(bob.state(), sim::PartyState::waiting);
  ASSERT_TRUE(home.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(ConnectTest, APhoneThatIsNowhereFailsAtOnceAndTheNextTargetIsTried) {
  targets = {"phone 200", "bob"};
  sim::Party& bob = world.expect("bob");
  ASSERT_TRUE(bob.answer().ok());
  world.call();
  world.run(2s);
  EXPECT_EQ(bob.state(), sim::PartyState::answered);
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.at(0).failed.size(), 1U);
  EXPECT_EQ(outcomes[0].failed[0].uri, "phone 200");
  EXPECT_EQ(outcomes[0].failed[0].release.status, 480);
  EXPECT_EQ(outcomes[0].failed[0].release.cause, 20);
  world.expect_nothing_left();
}

}  // namespace
}  // namespace tipring
