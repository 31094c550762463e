#include "runtime/contact/supervision.h"

#include <algorithm>

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::StartsWith;

/// Somebody who calls talks to ann, and eve supervises that.
struct SupervisionTest : ::testing::Test {
  SupervisionTest() {
    world.on_attend = [this](ContactId contact) {
      ASSERT_TRUE(calls.set_variable(contact, "account", std::string("17")).ok());
      ConnectRequest request;
      request.targets = {{.uri = "sip:ann@sim", .timeout = 30s}};
      ASSERT_TRUE(calls
                      .connect(contact, std::move(request),
                               [this, contact](const ConnectOutcome&) {
                                 ++talks_over;
                                 calls.finish(contact, {});
                               })
                      .ok());
    };
    ann = &world.expect("ann");
    eve = &world.expect("eve");
    EXPECT_TRUE(ann->answer().ok());
    customer = &world.call("customer");
    world.run(1s);
    talk = world.contact;
  }

  void call_eve(SupervisionMode mode) {
    ask([this, mode] { ASSERT_TRUE(calls.call_supervisor(talk, {.uri = "sip:eve@sim"}, mode).ok()); });
    ASSERT_EQ(eve->state(), sim::PartyState::ringing);
    ASSERT_TRUE(eve->answer().ok());
    world.run(1s);
  }
  void ask(std::function<void()> what) {
    world.loop.post(std::move(what));
    world.run(1s);
  }
  // Who of the other two the party hears, when each of them says who it is.
  std::string hears(const sim::Party& party) {
    std::string heard;
    for (sim::Party* speaker : {ann, customer, eve}) {
      if (speaker == &party || speaker->state() != sim::PartyState::answered) continue;
      EXPECT_TRUE(speaker->speak(500ms, speaker->name()).ok());
      world.run(100ms);
      const auto* sound = party.hearing();
      if (sound != nullptr && sound->text == speaker->name())
        heard += (heard.empty() ? "" : " ") + speaker->name();
      world.run(500ms);
    }
    return heard;
  }
  void all_over() {
    world.run(40s);
    world.expect_nothing_left();
  }

  FloorWorld world;
  Calls& calls = world.calls;
  sim::Party* ann = nullptr;
  sim::Party* eve = nullptr;
  sim::Party* customer = nullptr;
  ContactId talk;
  int talks_over = 0;
};

TEST_F(SupervisionTest, WhoListensHearsBothAndIsHeardByNone) {
  call_eve(SupervisionMode::listen);
  EXPECT_EQ(hears(*eve), "ann customer");
  EXPECT_EQ(hears(*ann), "customer");
  EXPECT_EQ(hears(*customer), "ann");
  ASSERT_TRUE(eve->hang_up().ok());
  world.run(1s);
  EXPECT_EQ(hears(*ann), "customer") << "the talk goes on";
  EXPECT_EQ(hears(*customer), "ann");
  EXPECT_EQ(talks_over, 0);
  EXPECT_THAT(world.story(), Contains(StartsWith("supervision.began supervisor=eve")));
  EXPECT_THAT(world.story(), Contains("supervision.ended why=hung-up"));
  ASSERT_TRUE(customer->hang_up().ok());
  all_over();
}

TEST_F(SupervisionTest, WhoWhispersIsHeardByTheAgentAlone) {
  call_eve(SupervisionMode::whisper);
  EXPECT_EQ(hears(*eve), "ann customer");
  EXPECT_EQ(hears(*ann), "customer eve");
  EXPECT_EQ(hears(*customer), "ann");
  ASSERT_TRUE(ann->hang_up().ok());
  world.run(1s);
  EXPECT_EQ(eve->state(), sim::PartyState::over) << "with the talk the supervision is over";
  all_over();
}

TEST_F(SupervisionTest, WhoBargesInIsHeardByBoth) {
  call_eve(SupervisionMode::barge);
  EXPECT_EQ(hears(*ann), "customer eve");
  EXPECT_EQ(hears(*customer), "ann eve");
  ASSERT_TRUE(customer->hang_up().ok());
  all_over();
  EXPECT_EQ(eve->state(), sim::PartyState::over);
  EXPECT_THAT(world.story(), Contains("supervision.ended why=talk-over"));
}

TEST_F(SupervisionTest, KeysChangeTheMode) {
  call_eve(SupervisionMode::listen);
  ASSERT_TRUE(eve->press("2").ok());
  world.run(1s);
  EXPECT_EQ(hears(*ann), "customer eve");
  EXPECT_EQ(hears(*customer), "ann");
  ASSERT_TRUE(eve->press("3").ok());
  world.run(1s);
  EXPECT_EQ(hears(*customer), "ann eve");
  ASSERT_TRUE(eve->press("1").ok());
  world.run(1s);
  EXPECT_EQ(hears(*ann), "customer");
  EXPECT_THAT(world.story(), Contains("supervision.mode mode=barge"));
  ASSERT_TRUE(customer->hang_up().ok());
  all_over();
}

TEST_F(SupervisionTest, WhoTakesOverTalksToTheCustomerAndTheAgentIsReleased) {
  call_eve(SupervisionMode::listen);
  ASSERT_TRUE(eve->press("4").ok());
  world.run(1s);
  EXPECT_EQ(ann->state(), sim::PartyState::over);
  EXPECT_EQ(hears(*eve), "customer");
  EXPECT_EQ(hears(*customer), "eve");
  EXPECT_EQ(calls.live_contacts(), 1U);
  calls.for_each([](const Contact& contact) {
    EXPECT_EQ(contact.state(), ContactState::joined);
    EXPECT_EQ(contact.transferred_by, "eve");
    EXPECT_EQ(std::get<std::string>(contact.variables.at("account")), "17");
    EXPECT_EQ(contact.caller.user, "customer");
  });
  EXPECT_THAT(world.story(), Contains("supervision.ended why=taken-over"));
  ASSERT_TRUE(eve->hang_up().ok());
  all_over();
  EXPECT_EQ(customer->state(), sim::PartyState::over);
}

TEST_F(SupervisionTest, KeysOfTheTwoReachEachOtherAllTheSame) {
  call_eve(SupervisionMode::listen);
  ASSERT_TRUE(customer->press("7").ok());
  world.run(1s);
  EXPECT_TRUE(std::ranges::any_of(ann->heard(), [](const sim::Heard& heard) {
    return heard.sound.kind == sim::Sound::Kind::digit && heard.sound.name == "7";
  }));
  ASSERT_TRUE(customer->hang_up().ok());
  all_over();
}

TEST_F(SupervisionTest, AnotherCallerSupervises) {
  std::vector<SupervisionEnd> ends;
  std::string problem;
  world.on_attend = [&](ContactId contact) {
    const auto begun = calls.supervise(contact, talk, {.mode = SupervisionMode::whisper},
                                       [&, contact](const SuperviseOutcome& outcome) {
                                         ends.push_back(outcome.end);
                                         calls.finish(contact, {});
                                       });
    if (!begun) {
      problem = begun.error().code;
      calls.finish(contact, {});
    }
  };
  eve = &world.call("eve", "*90");
  world.run(1s);
  EXPECT_EQ(hears(*ann), "customer eve");
  EXPECT_EQ(hears(*customer), "ann");
  ASSERT_TRUE(customer->hang_up().ok());
  world.run(1s);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0], SupervisionEnd::talk_over);
  EXPECT_EQ(eve->state(), sim::PartyState::over);
  sim::Party& late = world.call("late", "*90");
  world.run(1s);
  EXPECT_EQ(problem, "gone");
  EXPECT_FALSE(late.was_answered());
  all_over();
}

TEST_F(SupervisionTest, ASupervisorThatAnswersAfterTheTalkIsReleased) {
  ask([this] {
    ASSERT_TRUE(calls.call_supervisor(talk, {.uri = "sip:eve@sim"}, SupervisionMode::listen).ok());
  });
  ASSERT_TRUE(ann->hang_up().ok());
  all_over();
  EXPECT_EQ(eve->state(), sim::PartyState::over);
}

TEST_F(SupervisionTest, TwoSuperviseOneTalk) {
  call_eve(SupervisionMode::listen);
  sim::Party& max = world.expect("max");
  ASSERT_TRUE(max.answer().ok());
  ask([this] {
    ASSERT_TRUE(calls.call_supervisor(talk, {.uri = "sip:max@sim"}, SupervisionMode::barge).ok());
  });
  ASSERT_TRUE(max.speak(500ms, "wait").ok());
  world.run(100ms);
  EXPECT_EQ(customer->hearing()->text, "wait");
  EXPECT_EQ(eve->hearing()->text, "wait");
  world.run(1s);
  ASSERT_TRUE(max.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(hears(*eve), "ann customer");
  ASSERT_TRUE(eve->press("4").ok());
  world.run(1s);
  EXPECT_EQ(hears(*customer), "eve");
  ASSERT_TRUE(customer->hang_up().ok());
  all_over();
}

}  // namespace
}  // namespace tipring
