#include "runtime/control/queue_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/control/asked_queues.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class QueueCommandsTest : public testing::Test {
 protected:
  QueueCommandsTest() { add_queue_commands(asked_.control, world_.distributor, asked_.contacts()); }

  Json ask(const std::string& method, const Json& params = Json::object()) {
    return asked_.ask(method, params);
  }
  // "1 2 3": who waits in the queue, in order.
  std::string order_of(const std::string& name) {
    std::string order;
    const Json contacts = ask("queue.show", {{"queue", name}}).at("contacts");
    for (const Json& row : contacts)
      order += (order.empty() ? "" : " ") + row.at("contact").get<std::string>().substr(2);
    return order;
  }

  QueueWorld world_{[] {
    DistributionPlan plan;
    plan.agents = {agent("ann", {{"billing", 5}}), agent("bob", {{"billing", 2}})};
    plan.queues = {queue("billing", {{"billing", 1}}), queue("sales"), queue("spanish", {{"spanish", 1}})};
    plan.queues[0].target = ServiceTarget{.answer_within = 20s};
    return plan;
  }()};
  AskedQueues asked_{world_};
};

TEST_F(QueueCommandsTest, ListTheQueuesWithWhoWaitsAndWhoServes) {
  world_.log_in("ann");
  world_.enter("sales");
  world_.accept("ann");
  world_.enter("billing");
  world_.run(30s);
  world_.enter("billing");
  const Json answer = ask("queue.list");
  EXPECT_EQ(answer.at("complete"), true);
  EXPECT_EQ(
      answer.at("queues").at(0),
      Json::parse(R"({"name":"billing","waiting":2,"longest_wait":30000000,"logged_in":1,"ready":0,"serving":1,
                            "drains":false})"));
  EXPECT_EQ(answer.at("queues").at(2).at("logged_in"), 0) << "nobody speaks Spanish";
}

TEST_F(QueueCommandsTest, ListTheQueuesInPieces) {
  const Json first = ask("queue.list", {{"limit", 2}});
  EXPECT_EQ(first.at("complete"), false);
  EXPECT_EQ(first.at("queues").back().at("name"), "sales");
  const Json rest = ask("queue.list", {{"limit", 2}, {"after", "sales"}});
  EXPECT_EQ(rest.at("complete"), true);
  ASSERT_EQ(rest.at("queues").size(), 1U);
  EXPECT_EQ(rest.at("queues").at(0).at("name"), "spanish");
}

TEST(QueueListing, OfManyLooksAtAFewAgentsAtATime) {
  DistributionPlan plan;
  for (int number = 0; number < 1'000; ++number)
    plan.agents.push_back(agent("agent " + std::to_string(number)));
  for (int number = 0; number < 200; ++number)
    plan.queues.push_back(queue("queue " + std::to_string(number)));
  QueueWorld world(plan);
  AskedQueues asked(world);
  add_queue_commands(asked.control, world.distributor, asked.contacts());
  std::size_t rows = 0;
  std::size_t pieces = 0;
  Json params = Json::object();
  for (bool complete = false; !complete; ++pieces) {
    const Json answer = asked.ask("queue.list", params);
    ASSERT_LT(answer.at("queues").size(), 100U);
    ASSERT_GT(answer.at("queues").size(), 0U);
    rows += answer.at("queues").size();
    params["after"] = answer.at("queues").back().at("name");
    complete = answer.at("complete").get<bool>();
  }
  EXPECT_EQ(rows, 200U);
  EXPECT_GT(pieces, 2U);
}

TEST_F(QueueCommandsTest, ShowWhoWaitsInOrder) {
  world_.log_in("bob");
  world_.enter("billing", 0);
  world_.run(5s);
  world_.enter("billing", 2, "", {{"spanish", 1}});
  const Json answer = ask("queue.show", {{"queue", "billing"}});
  EXPECT_EQ(answer.at("queue").at("needs"), "billing 1");
  EXPECT_EQ(answer.at("queue").at("answer_within"), 20'000'000);
  EXPECT_EQ(answer.at("contacts").at(0),
            Json::parse(R"({"position":1,"contact":"1-2","caller":"caller 2","priority":2,"waited":0,
                            "state":"in line","ring":null,"needs":"spanish 1","channel":"call"})"));
  EXPECT_EQ(answer.at("contacts").at(1).at("state"), "offered to bob");
  EXPECT_EQ(answer.at("contacts").at(1).at("waited"), 5'000'000);
}

TEST_F(QueueCommandsTest, ShowALongQueueInPieces) {
  for (int number = 0; number < 5; ++number)
    world_.enter("billing");
  const Json first = ask("queue.show", {{"queue", "billing"}, {"limit", 3}});
  EXPECT_EQ(first.at("complete"), false);
  const Json rest = ask("queue.show", {{"queue", "billing"}, {"limit", 3}, {"after", 3}});
  EXPECT_EQ(rest.at("complete"), true);
  EXPECT_EQ(rest.at("contacts").at(0).at("position"), 4);
  EXPECT_EQ(rest.at("contacts").size(), 2U);
}

TEST_F(QueueCommandsTest, NameTheNearestOfAnUnknownQueue) {
  for (const char* method : {"queue.show", "queue.drain"})
    EXPECT_THAT(ask(method, {{"queue", "biling"}}).at("message").get<std::string>(),
                HasSubstr("there is no queue \"biling\"; did you mean 'billing'?"));
}

TEST_F(QueueCommandsTest, MoveToAPositionAndToAnotherQueue) {
  for (int number = 0; number < 4; ++number)
    world_.enter("billing");
  EXPECT_EQ(ask("queue.move", {{"contact", "1-4"}, {"queue", "billing"}, {"position", 2}}).at("position"), 2);
  EXPECT_EQ(order_of("billing"), "1 4 2 3");
  const Json moved = ask("queue.move", {{"contact", "1-1"}, {"queue", "sales"}});
  EXPECT_EQ(moved, Json::parse(R"({"contact":"1-1","from":"billing","was_at":1,"queue":"sales","position":1,
                                   "moved":true})"));
  EXPECT_EQ(order_of("billing"), "4 2 3");
  EXPECT_EQ(order_of("sales"), "1");
}

// Whoever came in the same instant, and whoever was moved before.
TEST_F(QueueCommandsTest, MoveToExactlyThePositionThatIsAskedFor) {
  Chance chance(7);
  constexpr int contacts = 12;
  for (int number = 0; number < contacts; ++number) {
    world_.enter("billing", static_cast<int>(chance.between(0, 1)));
    if (number % 4 == 3) world_.run(1s);
  }
  std::vector<std::string> order;
  const Json shown = ask("queue.show", {{"queue", "billing"}}).at("contacts");
  for (const Json& row : shown)
    order.push_back(row.at("contact"));
  for (int round = 0; round < 200; ++round) {
    const std::string contact = to_string(QueueWorld::id(static_cast<int>(chance.between(1, contacts))));
    const auto position = chance.between(1, contacts);
    const Json moved = ask("queue.move", {{"contact", contact}, {"queue", "billing"}, {"position", position}});
    ASSERT_EQ(moved.at("position"), position) << "round " << round;
    std::erase(order, contact);
    order.insert(order.begin() + (position - 1), contact);
  }
  std::vector<std::string> now;
  const Json after = ask("queue.show", {{"queue", "billing"}}).at("contacts");
  for (const Json& row : after)
    now.push_back(row.at("contact"));
  EXPECT_EQ(now, order);
}

TEST_F(QueueCommandsTest, OnlySayWhatAMoveWouldDo) {
  world_.enter("billing");
  EXPECT_EQ(ask("queue.move", {{"contact", "1-1"}, {"queue", "sales"}, {"dry_run", true}}).at("moved"), false);
  EXPECT_EQ(order_of("billing"), "1");
}

TEST_F(QueueCommandsTest, MoveNobodyWhoDoesNotWait) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.accept("ann");
  EXPECT_EQ(asked_.code("queue.move", {{"contact", "1-1"}, {"queue", "sales"}}), "wrong-state");
  EXPECT_EQ(asked_.code("queue.move", {{"contact", "1-9"}, {"queue", "sales"}}), "not-found");
}

TEST_F(QueueCommandsTest, DrainAQueueAndLetInAgain) {
  world_.enter("billing");
  EXPECT_EQ(ask("queue.drain", {{"queue", "billing"}, {"dry_run", true}}).at("changed"), false);
  const Json drained = ask("queue.drain", {{"queue", "billing"}});
  EXPECT_EQ(drained.at("drains"), true);
  EXPECT_EQ(drained.at("waiting"), 1);
  EXPECT_EQ(world_.story_of(world_.enter("billing")), "closed");
  EXPECT_EQ(world_.story_of(1), "waits") << "who is in it stays";
  EXPECT_EQ(ask("queue.drain", {{"queue", "billing"}, {"on", false}}).at("drains"), false);
  EXPECT_EQ(world_.story_of(world_.enter("billing")), "waits");
}

TEST_F(QueueCommandsTest, FindNothingWrongWhereNothingIs) {
  world_.log_in("ann");
  world_.enter("billing");
  EXPECT_EQ(ask("distributor.breaches"), Json::parse(R"({"breaches":[]})"));
}

}  // namespace
}  // namespace tipring
