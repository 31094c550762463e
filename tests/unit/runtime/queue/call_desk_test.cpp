#include "runtime/queue/call_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/contact/floor_world.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::StartsWith;

AgentDefinition sim_agent(const std::string& name) {
  return {.name = name, .party = {.uri = "sip:" + name + "@sim"}};
}

/// Every call waits in the queue "desk", and ends with what comes of that.
struct CallDeskTest : ::testing::Test {
  CallDeskTest() {
    desk.waiting.every = 30s;
    world.on_attend = [this](ContactId contact) {
      WaitingSound sound{
          .music = {SoundClip{.name = "music", .text = "la la", .path = {}, .length = 10s}},
          .announce = [](std::optional<int> position, std::optional<Duration>) {
            std::vector<PlayItem> items;
            if (position)
              items.emplace_back(SoundClip{
                  .name = "position", .text = "number " + std::to_string(*position), .path = {}, .length = 2s});
            return items;
          }};
      sound.whisper = whisper;
      if (known) {
        ASSERT_TRUE(world.calls.identify(contact, {{"customer.balance", std::int64_t{12}}}).ok());
      }
      ASSERT_TRUE(world.floor.desk()
                      .enter({.contact = contact, .queue = "desk"}, std::move(sound),
                             [this, contact](const QueueOutcome& outcome) {
                               outcomes.push_back(outcome);
                               world.calls.finish(contact, {});
                             })
                      .ok());
    };
    world.on_released = [this](ContactId contact, const Release&) {
      world.floor.desk().gone(contact);
      world.calls.finish(contact, {});
    };
    world.loop.at_turn_end([this] {
      for (const std::string& breach : world.floor.distributor().breaches())
        ADD_FAILURE() << breach;
    });
  }

  void open(std::vector<std::string> agents) {
    DistributionPlan plan{.queues = {desk}};
    for (const std::string& name : agents)
      plan.agents.push_back(sim_agent(name));
    world.floor.redistribute(std::move(plan));
  }

  void log_in(const std::string& name) {
    ASSERT_TRUE(world.floor.distributor().set_presence(name, Presence::ready, {}, name).ok());
    world.run(0s);
  }

  FloorWorld world;
  QueueDefinition desk{.name = "desk"};
  std::vector<PlayItem> whisper;
  bool known = false;
  std::vector<QueueOutcome> outcomes;
};

TEST_F(CallDeskTest, TheCallerHearsMusicUntilAnAgentAnswersAndThenTheAgent) {
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  sim::Party& caller = world.call();
  world.run(25s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "la la");
  log_in("ann");
  world.run(2s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  EXPECT_EQ(caller.hearing()->text, "la la");
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  EXPECT_NE(caller.hearing()->text, "la la");
  ASSERT_TRUE(ann.speak(1s, "hello").ok());
  world.run(100ms);
  ASSERT_NE(caller.hearing(), nullptr);
  EXPECT_EQ(caller.hearing()->text, "hello");
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(40s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_TRUE(outcomes[0].served);
  EXPECT_EQ(caller.state(), sim::PartyState::over);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, ThePhoneOfAnAgentStopsRingingWhenTheCallerHangsUp) {
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(2s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1s);
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->how, sim::Ending::How::cancelled);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, AnAgentThatIsBusyIsFollowedByAnother) {
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  world.run(1s);
  log_in("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.refuse(486).ok());
  world.run(1s);
  EXPECT_EQ(bob.state(), sim::PartyState::ringing);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::not_ready);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("bob")->state(), AgentState::ready);
  world.expect_nothing_left();
}

// Its 200 crosses our CANCEL: the agent is not left with a call that nobody has.
TEST_F(CallDeskTest, AnAnswerThatCrossesTheWithdrawalLeavesNoCall) {
  desk.ring_time = 10s;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(10s - 1ms);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  const Agent* agent = world.floor.distributor().find_agent("ann");
  const bool talks = agent->state() == AgentState::talking;
  EXPECT_EQ(ann.state(), talks ? sim::PartyState::answered : sim::PartyState::over);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, OfAllThatRingTheFirstThatAnswersTalks) {
  desk.strategy = Strategy::ring_all;
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  log_in("bob");
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::ringing);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  ASSERT_TRUE(caller.speak(1s, "hi").ok());
  world.run(100ms);
  ASSERT_NE(bob.hearing(), nullptr);
  EXPECT_EQ(bob.hearing()->text, "hi");
  world.run(2s);
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, ThePlaceIsToldAndAKeyLeadsElsewhere) {
  desk.waiting.say_position = true;
  desk.waiting.press['9'] = {.kind = Action::Kind::dialog, .name = "message"};
  open({"ann"});
  world.call();
  sim::Party& second = world.call("101");
  world.run(100ms);
  ASSERT_NE(second.hearing(), nullptr);
  EXPECT_EQ(second.hearing()->text, "number 2");
  world.run(3s);
  EXPECT_EQ(second.hearing()->text, "la la");
  ASSERT_TRUE(second.press("9").ok());
  world.run(1s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].why, Departure::pressed);
  EXPECT_EQ(outcomes[0].go->name, "message");
  EXPECT_THAT(world.story(), Contains(StartsWith("queue.left queue=desk why=pressed")));
}

TEST_F(CallDeskTest, AnAgentWhosePhoneIsNotThereIsNotReady) {
  DistributionPlan plan{.agents = {{.name = "ann", .party = {.phone = "100"}}}, .queues = {desk}};
  world.floor.redistribute(std::move(plan));
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "unreachable");
  EXPECT_EQ(caller.state(), sim::PartyState::answered);
  world.floor.distributor().reachable({.phone = "100"});
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::offered);
}

TEST_F(CallDeskTest, TheAgentIsToldOfTheCallerWhoHearsMusicUntilThen) {
  desk.whisper.say = "Balance {customer.balance}{customer.unknown}";
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 2s}};
  known = true;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(2s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  ASSERT_NE(ann.hearing(), nullptr);
  EXPECT_EQ(ann.hearing()->name, "desk");
  EXPECT_EQ(caller.hearing()->text, "la la");
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::offered);
  world.run(1s + 200ms);
  EXPECT_EQ(ann.hearing()->text, "Balance 12");
  world.run(5s);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::talking);
  ASSERT_TRUE(ann.speak(1s, "hello").ok());
  world.run(100ms);
  EXPECT_EQ(caller.hearing()->text, "hello");
  EXPECT_THAT(world.story(), Contains(StartsWith("offer.answered offer=1 agent=ann")));
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, AnAgentThatHangsUpInTheWhisperHasRefusedAndTheCallerKeepsItsPlace) {
  desk.ring_time = 5s;
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 10s}};
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& first = world.call("101");
  world.run(1s);
  const ContactId first_contact = world.contact;
  world.call("102");
  world.run(2s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(8s);
  EXPECT_EQ(ann.state(), sim::PartyState::answered) << "the time to ring is over with the answer";
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(first.hearing()->text, "la la");
  EXPECT_EQ(world.floor.distributor().position(first_contact), 1);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  EXPECT_THAT(world.story(), Contains(StartsWith("offer.ended offer=1 agent=ann end=refused")));
  EXPECT_TRUE(outcomes.empty());
}

TEST_F(CallDeskTest, AnAgentThatPressesNoKeyHasRefused) {
  desk.whisper.accept_key = '1';
  desk.whisper.accept_within = 5s;
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(6s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->reason, "refused");
  EXPECT_EQ(caller.hearing()->text, "la la");
}

TEST_F(CallDeskTest, TheAgentIsReleasedWhenTheCallerHangsUpInTheWhisper) {
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 10s}};
  open({"ann"});
  sim::Party& ann = world.expect("ann");
  log_in("ann");
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(ann.answer().ok());
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallDeskTest, OfAllThatRingTheOthersStopWhileOneIsTold) {
  desk.strategy = Strategy::ring_all;
  whisper = {SoundClip{.name = "desk", .text = {}, .path = {}, .length = 3s}};
  open({"ann", "bob"});
  sim::Party& ann = world.expect("ann");
  sim::Party& bob = world.expect("bob");
  log_in("ann");
  log_in("bob");
  world.call();
  world.run(1s);
  ASSERT_TRUE(bob.answer().ok());
  world.run(1s);
  EXPECT_EQ(ann.state(), sim::PartyState::over);
  EXPECT_EQ(world.floor.distributor().find_agent("ann")->state(), AgentState::ready);
  sim::Party& again = world.expect("ann");
  ASSERT_TRUE(bob.hang_up().ok());
  world.run(1s);
  EXPECT_EQ(again.state(), sim::PartyState::ringing) << "whoever else is free is asked again";
}

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
