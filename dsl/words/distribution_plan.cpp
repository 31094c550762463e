#include "dsl/words/distribution_plan.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tipring::dsl {
namespace {

std::vector<const SiteAgent*> agents_in_order(const Definitions& definitions) {
  std::vector<const SiteAgent*> agents;
  for (const auto& [name, agent] : definitions.agents)
    agents.push_back(&agent);
  std::ranges::sort(agents, {}, &SiteAgent::place);
  return agents;
}

}  // namespace

void add_to_plan(const Definitions& definitions, const std::string& enterprise, bool shares_floor,
                 DistributionPlan& plan) {
  const auto whole_name = [&](const std::string& name) {
    return enterprise.empty() ? name : enterprise + "/" + name;
  };
  std::vector<std::string> all;
  for (const SiteAgent* agent : agents_in_order(definitions)) {
    plan.agents.push_back(agent->agent);
    plan.agents.back().name = whole_name(agent->agent.name);
    all.push_back(plan.agents.back().name);
  }
  // Nobody is called so, who could serve where there are no agents.
  if (all.empty()) all.push_back(whole_name(""));
  for (const auto& [name, definition] : definitions.queues) {
    QueueDefinition queue = definition.queue;
    queue.name = whole_name(name);
    for (std::string& agent : queue.agents)
      agent = whole_name(agent);
    if (queue.agents.empty() && shares_floor) queue.agents = all;
    plan.queues.push_back(std::move(queue));
  }
  if (definitions.agent_order) plan.fairness = definitions.agent_order->order;
}

Needs needs_of(const std::map<std::string, int, std::less<>>& needs) {
  Needs all;
  for (const auto& [skill, least] : needs)
    all.push_back({skill, least});
  return all;
}

}  // namespace tipring::dsl
