#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;

/// An operator sends callers elsewhere, who are connected with the number they have called.
struct TransferCustomerTest : ::testing::Test {
  TransferCustomerTest() {
    world.on_attend = [this](ContactId contact) {
      ConnectRequest request;
      request.targets = {
          {.uri = "sip:" + calls.find(contact)->dialled.user + "@phones.example", .timeout = 30s}};
      ASSERT_TRUE(calls.connect(contact, request, [](const ConnectOutcome&) {}).ok());
    };
    world.on_released = [this](ContactId contact, const Release&) { calls.finish(contact, ""); };
  }
  // As a command of an operator does: in an event of the loop.
  void transfer(const std::string& to) {
    world.loop.post([this, to] {
      EXPECT_TRUE(calls.transfer_customer(world.contact, {.user = to, .uri = "sip:" + to}, "operator").ok());
    });
    world.run(1s);
  }

  FloorWorld world;
  Calls& calls = world.calls;
};

TEST_F(TransferCustomerTest, WhoTalksIsPartedAndCallsAnew) {
  sim::Party& first = world.expect("200");
  sim::Party& second = world.expect("300");
  ASSERT_TRUE(first.answer().ok());
  ASSERT_TRUE(second.answer().ok());
  sim::Party& caller = world.call("100", "200");
  world.run(1s);
  ASSERT_EQ(first.state(), sim::PartyState::answered);
  const ContactId before = world.contact;
  transfer("300");
  EXPECT_EQ(first.state(), sim::PartyState::over);
  EXPECT_EQ(second.state(), sim::PartyState::answered);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  EXPECT_NE(world.contact, before);
  EXPECT_EQ(calls.find(before), nullptr);
  EXPECT_EQ(calls.find(world.contact)->transferred_by, "operator");
  EXPECT_EQ(calls.find(world.contact)->transferred_from, before);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1min);
  world.expect_nothing_left();
}

TEST_F(TransferCustomerTest, WhoWaitsForAnAnswerCallsAnewToo) {
  sim::Party& first = world.expect("200");
  sim::Party& second = world.expect("300");
  ASSERT_TRUE(second.answer().ok());
  sim::Party& caller = world.call("100", "200");
  world.run(1s);
  ASSERT_EQ(first.state(), sim::PartyState::ringing);
  transfer("300");
  EXPECT_EQ(first.state(), sim::PartyState::over);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  ASSERT_TRUE(second.hang_up().ok());
  world.run(1min);
}

TEST_F(TransferCustomerTest, WhoIsGoneIsNotTransferred) {
  sim::Party& caller = world.call("100", "200");
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1min);
  const auto transferred = calls.transfer_customer(world.contact, {.user = "300"}, "operator");
  ASSERT_FALSE(transferred.ok());
  EXPECT_EQ(transferred.error().code, "gone");
}

}  // namespace
}  // namespace tipring
