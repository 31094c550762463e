#include "runtime/queue/distributor.h"

#include "queue_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// One in which nothing may be out of order.
struct OrderlyWorld : QueueWorld {
  using QueueWorld::QueueWorld;
  ~OrderlyWorld() override { EXPECT_THAT(breaches, ::testing::IsEmpty()); }
};

DistributionPlan plan_of(QueueDefinition only, std::vector<AgentDefinition> agents) {
  return {.agents = std::move(agents), .queues = {std::move(only)}};
}

Action dialog(const std::string& name) {
  return {.kind = Action::Kind::dialog, .name = name};
}

TEST(DistributorTest, WhoWaitsIsOfferedToWhoeverBecomesReady) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann")}));
  const int first = world.enter("desk");
  const int second = world.enter("desk");
  EXPECT_EQ(world.rings_for(first), "");
  world.log_in("ann");
  EXPECT_EQ(world.rings_for(first), "ann");
  EXPECT_EQ(world.state("ann"), "offered");
  world.accept("ann");
  EXPECT_EQ(world.story_of(first), "served by ann");
  EXPECT_EQ(world.state("ann"), "talking");
  EXPECT_EQ(world.rings_for(second), "");
  world.finish("ann");
  EXPECT_EQ(world.rings_for(second), "ann");
}

TEST(DistributorTest, TheAgentThatIsIdleLongestComesFirst) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann"), agent("bob")}));
  world.log_in("bob");
  world.run(5s);
  world.log_in("ann");
  EXPECT_EQ(world.rings_for(world.enter("desk")), "bob");
  EXPECT_EQ(world.rings_for(world.enter("desk")), "ann");
}

TEST(DistributorTest, AnAgentThatDoesNotAnswerIsNotReadyAndTheNextRings) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann"), agent("bob")}));
  world.log_in("ann");
  world.run(1s);
  world.log_in("bob");
  const int contact = world.enter("desk");
  EXPECT_EQ(world.rings_for(contact), "ann");
  world.run(20s);
  EXPECT_EQ(world.rings_for(contact), "bob");
  EXPECT_EQ(world.state("ann"), "not-ready (no-answer)");
}

TEST(DistributorTest, AnAgentThatRefusesRestsAndThenAgainForLonger) {
  QueueDefinition desk = queue("desk");
  desk.missed = {.not_ready_after = 3, .rest = 5s};
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  world.log_in("ann");
  const int contact = world.enter("desk");
  world.refuse("ann");
  EXPECT_EQ(world.state("ann"), "ready");
  world.run(4s);
  EXPECT_EQ(world.rings_for(contact), "");
  world.run(1s);
  EXPECT_EQ(world.rings_for(contact), "ann");
  world.refuse("ann");
  world.run(9s);
  EXPECT_EQ(world.rings_for(contact), "");
  world.run(1s);
  EXPECT_EQ(world.rings_for(contact), "ann");
  world.refuse("ann");
  EXPECT_EQ(world.state("ann"), "not-ready (refused)");
}

TEST(DistributorTest, WhoHangsUpIsNotOfferedAnyMore) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann")}));
  world.log_in("ann");
  const int first = world.enter("desk");
  EXPECT_EQ(world.rings_for(first), "ann");
  world.distributor.gone(QueueWorld::id(first));
  EXPECT_EQ(world.rings_for(first), "");
  const int second = world.enter("desk");
  world.run({});
  EXPECT_EQ(world.rings_for(second), "ann");
}

TEST(DistributorTest, WrapUpEndsByItselfOrByTheAgentAndNotByAContact) {
  QueueDefinition desk = queue("desk");
  desk.wrap_up = 20s;
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  world.log_in("ann");
  world.enter("desk");
  world.accept("ann");
  world.finish("ann");
  const int second = world.enter("desk");
  world.run(19s);
  EXPECT_EQ(world.state("ann"), "wrap-up");
  EXPECT_EQ(world.rings_for(second), "");
  world.run(1s);
  EXPECT_EQ(world.rings_for(second), "ann");
  world.accept("ann");
  world.finish("ann");
  ASSERT_TRUE(world.distributor.finish_wrap_up("ann", "ann").ok());
  EXPECT_EQ(world.state("ann"), "ready");
}

TEST(DistributorTest, AnAgentThatLogsOutWhileItTalksGoesOnTalking) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann")}));
  world.log_in("ann");
  const int contact = world.enter("desk");
  world.accept("ann");
  world.set("ann", Presence::offline);
  EXPECT_EQ(world.story_of(contact), "served by ann");
  EXPECT_EQ(world.state("ann"), "talking");
  world.finish("ann");
  EXPECT_EQ(world.state("ann"), "offline");
}

TEST(DistributorTest, AnOfferOfAnAgentThatIsNotReadyAnyMoreGoesToAnother) {
  OrderlyWorld world(plan_of(queue("desk"), {agent("ann"), agent("bob")}));
  world.log_in("ann");
  world.run(1s);
  world.log_in("bob");
  const int contact = world.enter("desk");
  EXPECT_EQ(world.rings_for(contact), "ann");
  world.set("ann", Presence::not_ready, "lunch");
  EXPECT_EQ(world.rings_for(contact), "bob");
}

TEST(DistributorTest, SkillsThatAreNeededLessAsTheWaitGrows) {
  QueueDefinition billing = queue("billing");
  billing.widen = {{0s, {{"billing", 6}}}, {30s, {{"billing", 3}}}};
  OrderlyWorld world(plan_of(billing, {agent("ann", {{"billing", 4}}), agent("bob", {{"repair", 9}})}));
  world.log_in("ann");
  world.log_in("bob");
  const int contact = world.enter("billing");
  world.run(29s);
  EXPECT_EQ(world.rings_for(contact), "");
  world.run(1s);
  EXPECT_EQ(world.rings_for(contact), "ann");
}

TEST(DistributorTest, NeedsOfAContactCountBesideThoseOfTheQueue) {
  OrderlyWorld world(plan_of(queue("desk", {{"billing", 1}}),
                             {agent("ann", {{"billing", 9}}), agent("bob", {{"billing", 1}, {"spanish", 2}})}));
  world.log_in("ann");
  world.log_in("bob");
  EXPECT_EQ(world.rings_for(world.enter("desk", 0, {}, {{"spanish", 1}})), "bob");
}

TEST(DistributorTest, PriorityComesFirstAndAgesWhereTheQueueSaysSo) {
  QueueDefinition aging = queue("aging");
  aging.priority_ages = 1s;
  OrderlyWorld world({.agents = {agent("ann")}, .queues = {queue("plain"), aging}});
  const int old = world.enter("plain");
  world.run(60s);
  const int urgent = world.enter("plain", 10);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(urgent)), 1);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(old)), 2);
  const int waited = world.enter("aging");
  world.run(60s);
  const int later = world.enter("aging", 50);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(waited)), 1);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(later)), 2);
}

TEST(DistributorTest, AcrossQueuesTheLongestWaitCounts) {
  OrderlyWorld world({.agents = {agent("ann")}, .queues = {queue("a"), queue("b")}});
  const int first = world.enter("b");
  world.run(1s);
  const int second = world.enter("a");
  world.log_in("ann");
  EXPECT_EQ(world.rings_for(first), "ann");
  EXPECT_EQ(world.rings_for(second), "");
}

TEST(DistributorTest, AcrossQueuesTheTargetThatIsAboutToBeMissedCounts) {
  QueueDefinition strict = queue("strict");
  strict.target = ServiceTarget{.answer_within = 20s};
  QueueDefinition lax = queue("lax");
  lax.target = ServiceTarget{.answer_within = 300s};
  OrderlyWorld world({.agents = {agent("ann")}, .queues = {strict, lax}, .fairness = Fairness::service_level});
  world.enter("lax");
  world.run(60s);
  const int pressing = world.enter("strict");
  world.log_in("ann");
  EXPECT_EQ(world.rings_for(pressing), "ann");
}

TEST(DistributorTest, AllRingAndTheFirstThatAnswersHasIt) {
  QueueDefinition desk = queue("desk");
  desk.strategy = Strategy::ring_all;
  OrderlyWorld world(plan_of(desk, {agent("ann"), agent("bob"), agent("carl")}));
  world.log_in("ann");
  world.log_in("bob");
  const int contact = world.enter("desk");
  EXPECT_EQ(world.rings_for(contact), "ann bob");
  world.log_in("carl");
  EXPECT_EQ(world.rings_for(contact), "ann bob carl");
  world.accept("bob");
  EXPECT_EQ(world.story_of(contact), "served by bob");
  EXPECT_EQ(world.state("ann"), "ready");
}

TEST(DistributorTest, StrategiesChooseWhomTheyName) {
  const auto rings = [](Strategy strategy) {
    QueueDefinition desk = queue("desk", {{"billing", 1}});
    desk.strategy = strategy;
    desk.agents = {"carl", "ann", "bob"};
    AgentDefinition ann = agent("ann", {{"billing", 9}});
    OrderlyWorld world(plan_of(desk, {ann, agent("bob", {{"billing", 5}}), agent("carl", {{"billing", 1}})}));
    for (const char* name : {"bob", "ann", "carl"}) {
      world.log_in(name);
      world.run(1s);
    }
    std::string order;
    for (int i = 0; i < 3; ++i)
      order += world.rings_for(world.enter("desk")) + " ";
    return order;
  };
  EXPECT_EQ(rings(Strategy::longest_idle), "bob ann carl ");
  EXPECT_EQ(rings(Strategy::ordered), "carl ann bob ");
  EXPECT_EQ(rings(Strategy::round_robin), "carl ann bob ");
  EXPECT_EQ(rings(Strategy::best_skill), "ann bob carl ");
}

TEST(DistributorTest, FewestCallsAndLeastTalkTimeAreCounted) {
  for (const Strategy strategy : {Strategy::fewest_calls, Strategy::least_talk_time}) {
    QueueDefinition desk = queue("desk");
    desk.strategy = strategy;
    OrderlyWorld world(plan_of(desk, {agent("ann"), agent("bob")}));
    world.log_in("ann");
    world.enter("desk");
    world.accept("ann");
    world.run(10s);
    world.finish("ann");
    world.run(1s);
    world.log_in("bob");
    EXPECT_EQ(world.rings_for(world.enter("desk")), "bob");
  }
}

TEST(DistributorTest, WeightsAreKept) {
  QueueDefinition desk = queue("desk");
  desk.strategy = Strategy::weighted;
  AgentDefinition heavy = agent("heavy");
  heavy.weight = 3;
  OrderlyWorld world(plan_of(desk, {heavy, agent("light")}));
  world.log_in("heavy");
  world.log_in("light");
  int to_heavy = 0;
  for (int i = 0; i < 400; ++i) {
    const int contact = world.enter("desk");
    to_heavy += world.rings_for(contact) == "heavy" ? 1 : 0;
    world.distributor.gone(QueueWorld::id(contact));
    world.run({});
  }
  EXPECT_NEAR(to_heavy, 300, 40);
}

TEST(DistributorTest, WhoServedTheCustomerLastIsWaitedForForAWhile) {
  QueueDefinition desk = queue("desk");
  desk.sticky = 20s;
  OrderlyWorld world(plan_of(desk, {agent("ann"), agent("bob")}));
  world.log_in("bob");
  world.enter("desk", 0, "+12025550143");
  world.accept("bob");
  world.finish("bob");
  world.run(1s);
  world.log_in("ann");
  world.enter("desk", 0, "+12025550199");
  EXPECT_EQ(world.state("bob"), "offered");
  world.accept("bob");
  const int again = world.enter("desk", 0, "+12025550143");
  EXPECT_EQ(world.rings_for(again), "");
  world.run(19s);
  EXPECT_EQ(world.rings_for(again), "");
  world.run(1s);
  EXPECT_EQ(world.rings_for(again), "ann");
}

TEST(DistributorTest, WhoWasCutOffHasThePlaceBack) {
  QueueDefinition desk = queue("desk");
  desk.regain = 300s;
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  const int first = world.enter("desk", 0, "+12025550143");
  world.run(10s);
  const int second = world.enter("desk", 0, "+12025550199");
  world.distributor.gone(QueueWorld::id(first));
  world.run(100s);
  const int back = world.enter("desk", 0, "+12025550143");
  EXPECT_EQ(world.distributor.position(QueueWorld::id(back)), 1);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(second)), 2);
  world.distributor.gone(QueueWorld::id(back));
  world.run(301s);
  const int late = world.enter("desk", 0, "+12025550143");
  EXPECT_EQ(world.distributor.position(QueueWorld::id(late)), 2);
}

TEST(DistributorTest, OverflowAndLimitsLeadElsewhere) {
  QueueDefinition desk = queue("desk");
  desk.limit = {.contacts = 2, .wait = 600s, .otherwise = dialog("message")};
  desk.overflow = Overflow{.after = 300s, .keeps_place = true, .go = dialog("callback")};
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  const int first = world.enter("desk");
  const int second = world.enter("desk");
  EXPECT_EQ(world.story_of(world.enter("desk")), "limit to dialog \"message\"");
  world.run(299s);
  EXPECT_EQ(world.story_of(first), "waits");
  world.run(1s);
  EXPECT_EQ(world.story_of(first), "overflow to dialog \"callback\"");
  EXPECT_EQ(world.story_of(second), "overflow to dialog \"callback\"");
  world.departures.clear();
  const int other = world.enter("desk");
  ASSERT_TRUE(world.distributor.enter({.contact = QueueWorld::id(first), .queue = "desk"}).ok());
  EXPECT_EQ(world.distributor.position(QueueWorld::id(first)), 1);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(other)), 2);
}

TEST(DistributorTest, WhereNobodyIsThereToServeContactsGoElsewhere) {
  QueueDefinition desk = queue("desk");
  desk.overflow = Overflow{.no_agents = true, .go = dialog("closed")};
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  EXPECT_EQ(world.story_of(world.enter("desk")), "overflow to dialog \"closed\"");
  world.set("ann", Presence::not_ready, "lunch");
  const int waits = world.enter("desk");
  EXPECT_EQ(world.story_of(waits), "waits");
  world.set("ann", Presence::offline);
  EXPECT_EQ(world.story_of(waits), "overflow to dialog \"closed\"");
}

TEST(DistributorTest, AKeyLeadsElsewhere) {
  QueueDefinition desk = queue("desk");
  desk.waiting.press['9'] = dialog("message");
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  const int contact = world.enter("desk");
  world.distributor.pressed(QueueWorld::id(contact), '8');
  world.run({});
  EXPECT_EQ(world.story_of(contact), "waits");
  world.distributor.pressed(QueueWorld::id(contact), '9');
  world.run({});
  EXPECT_EQ(world.story_of(contact), "pressed to dialog \"message\"");
}

TEST(DistributorTest, APositionOnceToldDoesNotWorsen) {
  QueueDefinition desk = queue("desk");
  desk.waiting.say_position = true;
  OrderlyWorld world(plan_of(desk, {agent("ann")}));
  const int first = world.enter("desk");
  const int second = world.enter("desk");
  EXPECT_EQ(world.distributor.place_to_announce(QueueWorld::id(second))->position, 2);
  const int urgent = world.enter("desk", 10);
  EXPECT_EQ(world.distributor.place_to_announce(QueueWorld::id(second))->position, std::nullopt);
  world.distributor.gone(QueueWorld::id(urgent));
  world.distributor.gone(QueueWorld::id(first));
  EXPECT_EQ(world.distributor.place_to_announce(QueueWorld::id(second))->position, 1);
}

TEST(DistributorTest, ARemovedQueueDrains) {
  OrderlyWorld world({.agents = {agent("ann")}, .queues = {queue("old"), queue("new")}});
  const int contact = world.enter("old");
  world.distributor.reconfigure({.agents = {agent("ann")}, .queues = {queue("new")}});
  EXPECT_EQ(world.story_of(contact), "waits");
  EXPECT_EQ(world.story_of(world.enter("old")), "closed");
  world.log_in("ann");
  EXPECT_EQ(world.rings_for(contact), "ann");
  world.accept("ann");
  EXPECT_EQ(world.distributor.find_queue("old"), nullptr);
}

TEST(DistributorTest, OperatorsMoveWhoWaits) {
  OrderlyWorld world({.agents = {agent("ann")}, .queues = {queue("a"), queue("b")}});
  const int first = world.enter("a");
  const int second = world.enter("a");
  const int third = world.enter("a");
  ASSERT_TRUE(world.distributor.move(QueueWorld::id(third), "a", 1, "operator").ok());
  EXPECT_EQ(world.distributor.position(QueueWorld::id(third)), 1);
  EXPECT_EQ(world.distributor.position(QueueWorld::id(first)), 2);
  ASSERT_TRUE(world.distributor.move(QueueWorld::id(second), "b", {}, "operator").ok());
  EXPECT_EQ(world.distributor.find_queue("b")->order.size(), 1U);
  EXPECT_EQ(world.distributor.move(QueueWorld::id(9), "b", {}, "operator").error().code, "gone");
  EXPECT_EQ(world.distributor.move(QueueWorld::id(first), "c", {}, "operator").error().code, "not-found");
}

TEST(DistributorTest, TheRecordTellsWhoWasPassedOverAndWhy) {
  QueueDefinition desk = queue("billing", {{"billing", 3}});
  OrderlyWorld world(
      plan_of(desk, {agent("ann", {{"billing", 5}}), agent("bob", {{"billing", 1}}), agent("carl")}));
  std::vector<Entry> made;
  world.ledger.follow([&](const Entry& entry) {
    if (entry.kind == EntryKind::offer_made) made.push_back(entry);
  });
  world.log_in("ann");
  world.log_in("bob");
  world.set("carl", Presence::not_ready, "lunch");
  world.enter("billing");
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(*made[0].field<std::string>("by"), "longest-idle");
  EXPECT_EQ(*made[0].field<std::string>("among"), "ann idle 0s");
  EXPECT_EQ(*made[0].field<std::string>("passed_over"),
            "bob has 1 in billing, not 3; carl is not ready (lunch)");
}

}  // namespace
}  // namespace tipring
