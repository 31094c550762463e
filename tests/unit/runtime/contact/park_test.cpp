#include "runtime/contact/park.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::StartsWith;

/// Who calls "park" is parked at 701, who calls "701" retrieves, all others are connected with whom they have
/// dialled.
struct ParkTest : ::testing::Test {
  ParkTest() {
    world.on_attend = [this](ContactId contact) {
      const Contact& call = *calls.find(contact);
      const std::string dialled = call.dialled.user;
      attended.push_back(dialled + " for " + call.caller.user + (call.transferred_by.empty() ? "" : " by ") +
                         call.transferred_by);
      if (dialled == "park") return park(contact);
      if (dialled == "701") return retrieve(contact);
      connect(contact, dialled);
    };
  }
  void park(ContactId contact) {
    const auto parked = calls.park(contact, {.place = "701", .music = {music()}, .timeout = 1min},
                                   [this, contact](ParkEnd end) {
                                     ends.push_back(end);
                                     calls.finish(contact, {});
                                   });
    if (parked) return;
    problems.push_back(parked.error().code);
    calls.finish(contact, {});
  }
  void retrieve(ContactId contact) {
    const auto retrieved = calls.retrieve(contact, "701");
    if (retrieved) return;
    problems.push_back(retrieved.error().code);
    calls.finish(contact, {});
  }
  void connect(ContactId contact, const std::string& whom) {
    ConnectRequest request;
    request.targets = {{.uri = "sip:" + whom + "@sim", .timeout = 30s}};
    ASSERT_TRUE(calls
                    .connect(contact, std::move(request),
                             [this, contact](const ConnectOutcome&) { calls.finish(contact, {}); })
                    .ok());
  }
  static SoundClip music() { return {.name = "music", .text = {}, .path = {}, .length = 10s}; }
  static std::string hears(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->name;
  }
  void ask(std::function<void()> what) {
    world.loop.post(std::move(what));
    world.run(1s);
  }
  void all_over() {
    world.run(40s);
    world.expect_nothing_left();
  }

  FloorWorld world;
  Calls& calls = world.calls;
  std::vector<ParkEnd> ends;
  std::vector<std::string> problems;
  std::vector<std::string> attended;
};

TEST_F(ParkTest, WhoIsParkedHearsMusicUntilSomebodyRetrieves) {
  sim::Party& customer = world.call("customer", "park");
  world.run(25s);
  EXPECT_EQ(hears(customer), "music");
  ASSERT_TRUE(customer.press("5").ok());
  sim::Party& ann = world.call("ann", "701");
  world.run(1s);
  EXPECT_EQ(hears(customer), "ann");
  EXPECT_EQ(hears(ann), "customer");
  EXPECT_THAT(world.story(), Contains(StartsWith("contact.parked place=701")));
  EXPECT_THAT(world.story(), Contains("contact.unparked place=701 why=retrieved by=ann"));
  EXPECT_EQ(calls.live_contacts(), 1U) << "the two are one call";
  world.run(2min);
  EXPECT_EQ(hears(customer), "ann") << "the time is up only for who is parked";
  ASSERT_TRUE(customer.hang_up().ok());
  all_over();
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_TRUE(ends.empty());
}

TEST_F(ParkTest, TheTimeIsUpForWhomNobodyRetrieves) {
  sim::Party& customer = world.call("customer", "park");
  world.run(59s);
  EXPECT_EQ(customer.state(), sim::PartyState::answered);
  world.run(2s);
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0], ParkEnd::timeout);
  world.call("late", "701");
  world.run(1s);
  EXPECT_THAT(problems, Contains("not-parked"));
  all_over();
}

TEST_F(ParkTest, WhoHangsUpLeavesThePlace) {
  sim::Party& customer = world.call("customer", "park");
  world.run(1s);
  sim::Party& second = world.call("second", "park");
  world.run(1s);
  EXPECT_THAT(problems, Contains("taken"));
  EXPECT_FALSE(second.was_answered());
  ASSERT_TRUE(customer.hang_up().ok());
  world.run(1s);
  EXPECT_THAT(world.story(), Contains("contact.unparked place=701 why=hung-up"));
  sim::Party& third = world.call("third", "park");
  world.run(1s);
  EXPECT_EQ(hears(third), "music");
  ASSERT_TRUE(third.hang_up().ok());
  all_over();
}

TEST_F(ParkTest, AnOperatorParksWhoTalksAndAPhoneRetrieves) {
  sim::Party& ann = world.expect("ann");
  ASSERT_TRUE(ann.answer().ok());
  sim::Party& customer = world.call("customer", "ann");
  world.run(1s);
  const ContactId talk = world.contact;
  ask([&] {
    ASSERT_TRUE(calls.set_variable(talk, "account", std::string("17")).ok());
    ASSERT_TRUE(calls.park_customer(talk, {.place = "702", .music = {music()}}, {.user = "ann"}).ok());
  });
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(hears(customer), "music");
  EXPECT_THAT(world.story(), Contains("contact.parked place=702 by=ann ms=120000"));
  sim::Party& bob = world.expect("bob");
  ASSERT_TRUE(bob.answer().ok());
  ask([&] { ASSERT_TRUE(calls.retrieve_by("702", {.uri = "sip:bob@sim"}).ok()); });
  EXPECT_EQ(hears(customer), "bob");
  EXPECT_EQ(hears(bob), "customer");
  calls.for_each([](const Contact& contact) {
    EXPECT_EQ(std::get<std::string>(contact.variables.at("account")), "17");
    EXPECT_EQ(contact.transferred_by, "ann");
    EXPECT_EQ(contact.caller.user, "customer");
  });
  ASSERT_TRUE(bob.hang_up().ok());
  all_over();
  EXPECT_EQ(customer.state(), sim::PartyState::over);
}

TEST_F(ParkTest, WhoIsParkedByAnOperatorComesBackWhenTheTimeIsUp) {
  sim::Party& ann = world.expect("ann");
  ASSERT_TRUE(ann.answer().ok());
  sim::Party& customer = world.call("customer", "ann");
  world.run(1s);
  const ContactId talk = world.contact;
  sim::Party& again = world.expect("ann");
  ask([&] { ASSERT_TRUE(calls.park_customer(talk, {.place = "702", .timeout = 30s}, {.user = "ann"}).ok()); });
  EXPECT_EQ(hears(customer), "nothing");
  world.run(30s);
  EXPECT_EQ(again.state(), sim::PartyState::ringing);
  EXPECT_THAT(attended, Contains("ann for customer by ann"));
  ASSERT_TRUE(again.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears(customer), "ann");
  ASSERT_TRUE(customer.hang_up().ok());
  all_over();
}

TEST_F(ParkTest, APhoneThatIsCalledForWhoIsRetrievedByAnotherRingsNoLonger) {
  sim::Party& customer = world.call("customer", "park");
  sim::Party& bob = world.expect("bob");
  world.run(1s);
  ask([&] { ASSERT_TRUE(calls.retrieve_by("701", {.uri = "sip:bob@sim"}).ok()); });
  sim::Party& ann = world.call("ann", "701");
  world.run(1s);
  EXPECT_EQ(hears(customer), "ann");
  EXPECT_EQ(bob.state(), sim::PartyState::over) << "it rings no longer";
  EXPECT_EQ(hears(customer), "ann");
  ASSERT_TRUE(ann.hang_up().ok());
  all_over();
}

TEST_F(ParkTest, WhoIsParkedByAnOperatorAndHangsUpIsGone) {
  sim::Party& ann = world.expect("ann");
  ASSERT_TRUE(ann.answer().ok());
  sim::Party& customer = world.call("customer", "ann");
  world.run(1s);
  const ContactId talk = world.contact;
  ask([&] { ASSERT_TRUE(calls.park_customer(talk, {.place = "702"}, {.user = "ann"}).ok()); });
  ASSERT_TRUE(customer.hang_up().ok());
  all_over();
}

}  // namespace
}  // namespace tipring
