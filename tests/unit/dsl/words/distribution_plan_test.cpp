#include "dsl/words/distribution_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::dsl {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> names_of(const auto& things) {
  std::vector<std::string> names;
  for (const auto& thing : things)
    names.push_back(thing.name);
  return names;
}

class DistributionPlanTest : public ::testing::Test {
 protected:
  static void add_agent(Definitions& definitions, const std::string& name) {
    SiteAgent agent{.place = definitions.agents.size()};
    agent.agent.name = name;
    definitions.agents.emplace(name, agent);
  }
  static SiteQueue& add_queue(Definitions& definitions, const std::string& name) {
    return definitions.queues[name];
  }

  DistributionPlan plan_;
};

TEST_F(DistributionPlanTest, AgentsStandInTheOrderInWhichTheSiteNamesThem) {
  Definitions site;
  for (const char* name : {"zoe", "ann", "bert"})
    add_agent(site, name);
  add_queue(site, "billing");
  site.agent_order.emplace().order = Fairness::longest_wait;
  add_to_plan(site, "", false, plan_);
  EXPECT_THAT(names_of(plan_.agents), ElementsAre("zoe", "ann", "bert"));
  EXPECT_EQ(plan_.fairness, Fairness::longest_wait);
  ASSERT_THAT(names_of(plan_.queues), ElementsAre("billing"));
  EXPECT_THAT(plan_.queues.front().agents, ElementsAre());
}

TEST_F(DistributionPlanTest, AnEnterprisesQueuesAreServedByItsOwnAgents) {
  Definitions site;
  add_agent(site, "ann");
  add_queue(site, "billing");
  Definitions north;
  add_agent(north, "zoe");
  add_agent(north, "ann");
  add_queue(north, "billing");
  add_queue(north, "one").queue.agents = {"ann"};
  Definitions south;
  add_queue(south, "billing");
  add_to_plan(site, "", true, plan_);
  add_to_plan(north, "north", true, plan_);
  add_to_plan(south, "south", true, plan_);
  EXPECT_THAT(names_of(plan_.agents), ElementsAre("ann", "north/zoe", "north/ann"));
  EXPECT_THAT(names_of(plan_.queues), ElementsAre("billing", "north/billing", "north/one", "south/billing"));
  EXPECT_THAT(plan_.queues[0].agents, ElementsAre("ann"));
  EXPECT_THAT(plan_.queues[1].agents, ElementsAre("north/zoe", "north/ann"));
  EXPECT_THAT(plan_.queues[2].agents, ElementsAre("north/ann"));
  EXPECT_THAT(plan_.queues[3].agents, ElementsAre("south/"));
}

}  // namespace
}  // namespace tipring::dsl
