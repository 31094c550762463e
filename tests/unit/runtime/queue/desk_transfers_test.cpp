#include "call_desk_world.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

/// Calls of "desk" wait in the queue; those of others are connected with whom they have dialled.
struct TransferFromDeskTest : CallDeskTest {
  TransferFromDeskTest() {
    desk.wrap_up = 20s;
    open({"ann", "bob"});
    world.on_attend = [this, wait = world.on_attend](ContactId contact) {
      const Contact& call = *world.calls.find(contact);
      priorities.push_back(call.priority);
      if (call.dialled.user == "desk") return wait(contact);
      if (call.dialled.user == "nobody") return refuse(contact);
      ConnectRequest request;
      request.targets = {{.uri = "sip:" + call.dialled.user + "@sim", .timeout = 30s}};
      ASSERT_TRUE(world.calls
                      .connect(contact, std::move(request),
                               [this, contact](const ConnectOutcome&) { world.calls.finish(contact, {}); })
                      .ok());
    };
    log_in("ann");
    caller = &world.call("101", "desk");
    ann = &world.expect("ann");
    EXPECT_TRUE(ann->answer().ok());
    world.run(1s);
    world.calls.set_priority(world.contact, 80);
    EXPECT_TRUE(world.calls.set_variable(world.contact, "account", std::string("17")).ok());
  }
  void refuse(ContactId contact) {
    ASSERT_TRUE(world.calls.reject(contact, 404, {}).ok());
    world.calls.finish(contact, {});
  }
  AgentState state(const std::string& name) { return world.floor.distributor().find_agent(name)->state(); }
  static std::string hears(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->name;
  }

  sim::Party* caller = nullptr;
  sim::Party* ann = nullptr;
  std::vector<int> priorities;
};

TEST_F(TransferFromDeskTest, WhoIsTransferredToAQueueKeepsWhatIsKnown) {
  ASSERT_TRUE(ann->transfer("sip:desk@sim").ok());
  sim::Party& bob = world.expect("bob");
  log_in("bob");
  world.run(1s);
  EXPECT_EQ(ann->state(), sim::PartyState::over) << "who waits in a queue is served";
  EXPECT_EQ(state("ann"), AgentState::wrap_up);
  EXPECT_EQ(bob.state(), sim::PartyState::ringing);
  EXPECT_EQ(priorities.back(), 80);
  const Contact* contact = world.calls.find(world.contact);
  ASSERT_NE(contact, nullptr);
  EXPECT_EQ(std::get<std::string>(contact->variables.at("account")), "17");
  EXPECT_EQ(contact->transferred_by, "ann");
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears(*caller), "bob");
  ASSERT_TRUE(caller->hang_up().ok());
  world.run(80s);
  EXPECT_EQ(state("ann"), AgentState::ready);
  world.expect_nothing_left();
}

TEST_F(TransferFromDeskTest, AnAgentWhoseTransferFailsTalksOn) {
  ASSERT_TRUE(ann->transfer("sip:nobody@sim").ok());
  world.run(1s);
  EXPECT_EQ(hears(*caller), "ann");
  EXPECT_EQ(state("ann"), AgentState::talking) << "and is offered nobody";
  ASSERT_TRUE(caller->hang_up().ok());
  world.run(1s);
  EXPECT_EQ(state("ann"), AgentState::wrap_up);
  world.run(80s);
  world.expect_nothing_left();
}

// The agent that was consulted by way of the queue goes on with the customer.
TEST_F(TransferFromDeskTest, WhoIsConsultedServesUntilTheTalkWithTheCustomerIsOver) {
  sim::Party& consultation = world.call("ann", "desk");
  sim::Party& bob = world.expect("bob");
  log_in("bob");
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(hears(consultation), "bob");
  ASSERT_TRUE(ann->transfer({}, consultation.id()).ok());
  world.run(1s);
  EXPECT_EQ(hears(*caller), "bob");
  EXPECT_EQ(state("ann"), AgentState::wrap_up);
  EXPECT_EQ(state("bob"), AgentState::talking);
  ASSERT_TRUE(caller->hang_up().ok());
  world.run(1s);
  EXPECT_EQ(state("bob"), AgentState::wrap_up);
  world.run(80s);
  world.expect_nothing_left();
}

TEST_F(TransferFromDeskTest, AnAgentWhoseCallerIsTakenOverWrapsUp) {
  const ContactId talk = world.contact;
  sim::Party& eve = world.expect("eve");
  ASSERT_TRUE(eve.answer().ok());
  world.loop.post([this, talk] {
    ASSERT_TRUE(world.calls.call_supervisor(talk, {.uri = "sip:eve@sim"}, SupervisionMode::listen).ok());
  });
  world.run(1s);
  ASSERT_TRUE(eve.press("4").ok());
  world.run(1s);
  EXPECT_EQ(state("ann"), AgentState::wrap_up);
  EXPECT_EQ(hears(*caller), "eve");
  ASSERT_TRUE(eve.hang_up().ok());
  world.run(80s);
  world.expect_nothing_left();
}

}  // namespace
}  // namespace tipring
