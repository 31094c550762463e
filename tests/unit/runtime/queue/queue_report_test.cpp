#include "runtime/queue/queue_report.h"

#include "queue_world.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;

// A world whose ledger is summed up, from its first moment on.
class QueueReportTest : public testing::Test {
 protected:
  static constexpr UtcTime start{1'800'000'000s};

  QueueReportTest() {
    world_.ledger.follow([this](const Entry& entry) { entries_.push_back(entry); });
  }

  QueueReport report(std::optional<Duration> every = std::nullopt, UtcTime from = start,
                     UtcTime to = start + 24h) {
    world_.run({});
    QueueReport report({.from = from, .to = to, .every = every});
    for (const Entry& entry : entries_)
      report.fold(entry);
    report.finish(world_.clock.utc());
    return report;
  }
  static QueueFold of_queue(const QueueReport& report, const std::string& name, Duration at = {}) {
    const auto found = report.queues().find({start + at, name});
    return found == report.queues().end() ? QueueFold{} : found->second;
  }
  static AgentFold of_agent(const QueueReport& report, const std::string& name, Duration at = {}) {
    const auto found = report.agents().find({start + at, name});
    return found == report.agents().end() ? AgentFold{} : found->second;
  }

  void abandon_after(Duration time) {
    const int contact = world_.enter("billing");
    world_.run(time);
    world_.distributor.gone(QueueWorld::id(contact));
  }
  void serve_after(Duration wait, Duration talk) {
    world_.enter("billing");
    world_.run(wait);
    world_.log_in("ann");
    world_.accept("ann");
    world_.run(talk);
    world_.finish("ann");
    world_.run(30s);  // Its wrap-up.
    world_.set("ann", Presence::offline);
  }

  QueueWorld world_{[] {
    DistributionPlan plan;
    plan.agents = {agent("ann"), agent("bob")};
    plan.queues = {queue("billing"), queue("sales")};
    plan.queues[0].target = ServiceTarget{.answer_within = 20s};
    plan.queues[0].wrap_up = 30s;
    plan.queues[0].ring_time = 10s;
    return plan;
  }()};
  std::vector<Entry> entries_;
};

TEST_F(QueueReportTest, TellsTheServiceLevelByBothFormulas) {
  serve_after(10s, 60s);
  serve_after(20s, 60s);
  serve_after(30s, 60s);
  abandon_after(3s);
  abandon_after(40s);
  const QueueFold billing = of_queue(report(), "billing");
  EXPECT_EQ(billing.offered, 5);
  EXPECT_EQ(billing.answered, 3);
  EXPECT_EQ(billing.abandoned, 2);
  EXPECT_EQ(billing.short_abandoned, 1);
  EXPECT_EQ(billing.waiting(), 0);
  EXPECT_DOUBLE_EQ(billing.service_level().value(), 2.0 / 5);
  EXPECT_DOUBLE_EQ(billing.service_level_without_short().value(), 2.0 / 4);
  EXPECT_EQ(billing.average_speed_of_answer(), Duration(20s));
  EXPECT_EQ(billing.longest_wait, Duration(40s));
  EXPECT_EQ(billing.served, Duration(180s));
}

TEST_F(QueueReportTest, KnowsNoServiceLevelWhereNothingWasAimedAt) {
  world_.enter("sales");
  const QueueFold sales = of_queue(report(), "sales");
  EXPECT_EQ(sales.offered, 1);
  EXPECT_EQ(sales.waiting(), 1);
  EXPECT_FALSE(sales.service_level());
  EXPECT_FALSE(sales.average_speed_of_answer());
}

TEST_F(QueueReportTest, JudgesByTheTargetThatHeldThen) {
  world_.enter("billing");
  DistributionPlan plan = world_.distributor.plan();
  plan.queues[0].target->answer_within = 5s;
  world_.distributor.reconfigure(plan);
  world_.run(10s);
  world_.log_in("ann");
  world_.accept("ann");
  EXPECT_DOUBLE_EQ(of_queue(report(), "billing").service_level().value(), 1.0);
}

// A contact counts where it came, whenever it is answered.
TEST_F(QueueReportTest, CountsContactsWhereTheyEntered) {
  world_.run(14min + 50s);
  serve_after(30s, 60s);
  abandon_after(10s);
  const QueueReport quarters = report(15min);
  EXPECT_EQ(of_queue(quarters, "billing").answered, 1);
  EXPECT_EQ(of_queue(quarters, "billing", 15min).abandoned, 1);
  EXPECT_EQ(of_queue(quarters, "billing", 15min).answered, 0);
}

TEST_F(QueueReportTest, DividesTheTimeOfAgentsAmongIntervals) {
  world_.run(14min);
  world_.log_in("ann");
  world_.run(30s);
  world_.enter("billing");
  world_.accept("ann");
  world_.run(2min);  // Half a minute of it in the first quarter.
  world_.finish("ann");
  world_.run(30s);
  world_.set("ann", Presence::not_ready, "lunch");
  world_.run(60s);
  const QueueReport quarters = report(15min);
  const AgentFold before = of_agent(quarters, "ann");
  EXPECT_EQ(before.served, 1);
  EXPECT_EQ(before.ready, Duration(30s));
  EXPECT_EQ(before.talk, Duration(30s));
  EXPECT_DOUBLE_EQ(before.occupancy().value(), 0.5);
  const AgentFold after = of_agent(quarters, "ann", 15min);
  EXPECT_EQ(after.served, 0);
  EXPECT_EQ(after.talk, Duration(90s));
  EXPECT_EQ(after.wrap_up, Duration(30s));
  EXPECT_EQ(after.not_ready, Duration(60s));
  EXPECT_DOUBLE_EQ(after.occupancy().value(), 1.0);
}

TEST_F(QueueReportTest, CountsOffersThatWereMissed) {
  world_.log_in("ann");
  world_.enter("billing");
  world_.run(10s);
  world_.log_in("bob");
  world_.accept("bob");
  const QueueReport whole = report();
  EXPECT_EQ(of_agent(whole, "ann").offered, 1);
  EXPECT_EQ(of_agent(whole, "ann").missed, 1);
  EXPECT_EQ(of_agent(whole, "ann").served, 0);
  EXPECT_EQ(of_agent(whole, "bob").served, 1);
}

TEST_F(QueueReportTest, FollowsWhoIsMovedToAnotherQueue) {
  const int contact = world_.enter("billing");
  world_.run(10s);
  ASSERT_TRUE(world_.distributor.move(QueueWorld::id(contact), "sales", {}, "operator").ok());
  world_.run(10s);
  world_.log_in("ann");
  world_.accept("ann");
  const QueueReport whole = report();
  EXPECT_EQ(of_queue(whole, "billing").elsewhere, 1);
  EXPECT_EQ(of_queue(whole, "sales").answered, 1);
  EXPECT_EQ(of_queue(whole, "sales").longest_wait, Duration(20s)) << "it has waited all the time";
}

TEST_F(QueueReportTest, LeavesOutWhatIsOutsideItsSpan) {
  serve_after(10s, 60s);
  world_.run(1h);
  abandon_after(10s);
  const QueueReport later = report(std::nullopt, start + 30min);
  EXPECT_EQ(of_queue(later, "billing", 30min).offered, 1);
  EXPECT_EQ(of_queue(later, "billing", 30min).abandoned, 1);
  EXPECT_TRUE(later.agents().empty());
}

// From a ledger whose beginning is gone.
TEST_F(QueueReportTest, KnowsNoOccupancyOfWhoWasThereBefore) {
  world_.log_in("ann");
  world_.run(60s);
  entries_.clear();
  world_.enter("billing");
  world_.accept("ann");
  world_.run(60s);
  world_.finish("ann");
  world_.set("ann", Presence::not_ready);
  const AgentFold ann = of_agent(report(), "ann");
  EXPECT_EQ(ann.served, 1);
  EXPECT_EQ(ann.talk, Duration(60s));
}

}  // namespace
}  // namespace tipring
