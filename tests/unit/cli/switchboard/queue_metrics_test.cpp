#include "cli/switchboard/queue_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/queue/queue_world.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string text_of(QueueMetrics metrics, const QueueWorld& world) {
  metrics.look(world.distributor);
  web::Exposition out;
  metrics.write(out);
  return out.text();
}

TEST(QueueMetrics, TellWhoWaitsAndWhatAgentsDo) {
  DistributionPlan plan;
  plan.agents = {agent("ann"), agent("bob"), agent("carl")};
  plan.queues = {queue("billing"), queue("sales")};
  plan.queues[0].missed.not_ready_after = 1;
  QueueWorld world(plan);
  QueueMetrics metrics;
  world.ledger.follow([&metrics](const Entry& entry) { metrics.take(entry); });
  world.log_in("ann");
  world.enter("billing");
  world.refuse("ann");
  world.log_in("bob");
  world.accept("bob");
  world.enter("billing");
  world.run(90s);
  EXPECT_THAT(text_of(metrics, world),
              AllOf(HasSubstr("tipring_waiting 1\n"), HasSubstr("tipring_queue_waiting{queue=\"billing\"} 1\n"),
                    HasSubstr("tipring_queue_waiting{queue=\"sales\"} 0\n"),
                    HasSubstr("tipring_queue_longest_wait_seconds{queue=\"billing\"} 90\n"),
                    HasSubstr("tipring_queue_agents_logged_in{queue=\"billing\"} 2\n"),
                    HasSubstr("tipring_queue_agents_ready{queue=\"billing\"} 0\n"),
                    HasSubstr("tipring_agents{state=\"not-ready\"} 1\n"),
                    HasSubstr("tipring_agents{state=\"talking\"} 1\n"),
                    HasSubstr("tipring_agents{state=\"offline\"} 1\n"),
                    HasSubstr("tipring_offers_total{end=\"accepted\"} 1\n"),
                    HasSubstr("tipring_offers_total{end=\"refused\"} 1\n"),
                    HasSubstr("tipring_offers_total{end=\"withdrawn\"} 0\n")));
}

TEST(QueueMetrics, OfASiteWithVeryManyQueuesAreThoseInWhichSomebodyWaits) {
  DistributionPlan plan;
  for (std::size_t number = 0; number <= most_queues_told; ++number)
    plan.queues.push_back(queue("queue " + std::to_string(number)));
  QueueWorld world(plan);
  world.enter("queue 7");
  EXPECT_THAT(text_of({}, world), AllOf(HasSubstr("tipring_queue_waiting{queue=\"queue 7\"} 1\n"),
                                        Not(HasSubstr("queue=\"queue 8\""))));
}

TEST(QueueMetrics, OfASiteWithoutQueuesAreNone) {
  EXPECT_THAT(text_of({}, QueueWorld({})), IsEmpty());
}

}  // namespace
}  // namespace tipring::cli
