#include "runtime/contact/confer.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;

struct ConferTest : ::testing::Test {
  FloorWorld world;
  Calls& calls = world.calls;
  std::vector<ConferOutcome> outcomes;

  // Whoever calls joins the conference that was dialled.
  void join(ConferRequest request = {}) {
    world.on_attend = [this, request](ContactId contact) {
      ConferRequest own = request;
      own.name = calls.find(contact)->dialled.user;
      ASSERT_TRUE(
          calls.join(contact, own, [this](const ConferOutcome& outcome) { outcomes.push_back(outcome); }).ok());
    };
  }
  std::vector<std::string> conference_entries() const {
    std::vector<std::string> lines;
    for (const std::string& line : world.story())
      if (line.starts_with("conference.")) lines.push_back(line);
    return lines;
  }
  static std::string hears(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->name;
  }
};

TEST_F(ConferTest, EachHearsAllOthers) {
  join();
  sim::Party& ann = world.call("ann", "sales");
  sim::Party& bob = world.call("bob", "sales");
  sim::Party& eve = world.call("eve", "sales");
  sim::Party& elsewhere = world.call("max", "repair");
  world.run(1s);
  EXPECT_EQ(hears(ann), "bob, eve");
  EXPECT_EQ(hears(bob), "ann, eve");
  EXPECT_EQ(hears(elsewhere), "nothing") << "alone in another";
  ASSERT_TRUE(ann.speak(1s, "good morning").ok());
  world.run(100ms);
  EXPECT_EQ(bob.hearing()->text, "good morning");
  EXPECT_EQ(eve.hearing()->text, "good morning");
  EXPECT_EQ(ann.hearing()->text, "") << "not herself";
}

TEST_F(ConferTest, ItIsOverWithTheLast) {
  join();
  sim::Party& ann = world.call("ann", "sales");
  sim::Party& bob = world.call("bob", "sales");
  world.run(1s);
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(hears(bob), "nothing");
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
  EXPECT_THAT(conference_entries(), ElementsAre("conference.joined conference=sales parties=1",
                                                "conference.joined conference=sales parties=2",
                                                "conference.left conference=sales parties=1 why=hung-up",
                                                "conference.left conference=sales parties=0 why=hung-up"));
  sim::Party& late = world.call("late", "sales");
  world.run(1s);
  EXPECT_EQ(hears(late), "nothing");
}

TEST_F(ConferTest, DigitsEndItAndMute) {
  join({.ends = "#", .mutes = "*"});
  sim::Party& ann = world.call("ann", "sales");
  sim::Party& bob = world.call("bob", "sales");
  world.run(1s);
  ASSERT_TRUE(ann.press("*").ok());
  world.run(1s);
  EXPECT_EQ(hears(bob), "nothing");
  EXPECT_EQ(hears(ann), "bob");
  ASSERT_TRUE(ann.press("*").ok());
  world.run(1s);
  EXPECT_EQ(hears(bob), "ann");
  ASSERT_TRUE(ann.press("#").ok());
  world.run(1s);
  EXPECT_EQ(hears(ann), "nothing");
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, ConferEnd::left);
  EXPECT_GT(outcomes[0].stayed, 2s);
  EXPECT_THAT(conference_entries(), Contains("conference.left conference=sales parties=1 why=left"));
}

TEST_F(ConferTest, AFullOneTakesNobodyMore) {
  join({.most = 2});
  world.call("ann", "sales");
  world.call("bob", "sales");
  world.run(1s);
  std::string problem;
  world.on_attend = [this, &problem](ContactId contact) {
    const auto joined = calls.join(contact, {.name = "sales", .most = 2}, [](const ConferOutcome&) {});
    problem = joined.ok() ? "" : joined.error().code;
    calls.finish(contact, {});
  };
  sim::Party& eve = world.call("eve", "sales");
  world.run(1s);
  EXPECT_EQ(problem, "full");
  EXPECT_FALSE(eve.was_answered()) << "nobody is answered to be told that there is no room";
  ASSERT_TRUE(eve.ending());
  EXPECT_EQ(eve.ending()->status, 480);
}

TEST_F(ConferTest, AnotherTaskTakesTheCallerOut) {
  join();
  world.call("ann", "sales");
  world.run(1s);
  const ContactId contact = world.contact;
  bool refused = false;
  world.loop.post([this, contact, &refused] {
    const auto second = calls.join(contact, {.name = "other"}, [](const ConferOutcome&) {});
    refused = !second && second.error().code == "in-conference";
    ASSERT_TRUE(calls.leave_conference(contact).ok());
  });
  world.run(1s);
  EXPECT_TRUE(refused);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, ConferEnd::left);
  EXPECT_EQ(calls.leave_conference(contact).error().code, "not-in-conference");
  EXPECT_EQ(calls.mute(contact, true).error().code, "not-in-conference");
}

TEST_F(ConferTest, ACallerWhoIsConnectedHasLeft) {
  join();
  sim::Party& ann = world.call("ann", "sales");
  world.run(1s);
  const ContactId contact = world.contact;
  sim::Party& bob = world.expect("bob");
  ASSERT_TRUE(bob.answer().ok());
  world.loop.post([this, contact] {
    ConnectRequest request;
    request.targets = {{.uri = "sip:bob@192.0.2.1", .timeout = 30s}};
    ASSERT_TRUE(calls.connect(contact, std::move(request), [](const ConnectOutcome&) {}).ok());
  });
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, ConferEnd::connected);
  EXPECT_EQ(hears(ann), "bob");
  EXPECT_TRUE(calls.customer_leg(contact)->conference.empty());
}

}  // namespace
}  // namespace tipring
