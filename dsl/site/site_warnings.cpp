#include "dsl/site/site_warnings.h"

#include <algorithm>

namespace tipring::dsl {
namespace {

std::string warning(const SitePosition& position, const std::string& file, const std::string& so_that) {
  return position.file + ":" + std::to_string(position.line) + ": " + file + " has no number in it, so that " +
         so_that;
}

std::string at(const SitePosition& position, const std::string& text) {
  return position.file + ":" + std::to_string(position.line) + ": " + text;
}

// In any of the rings that open as a contact waits.
bool may_serve(const AgentDefinition& agent, const QueueDefinition& queue) {
  const bool named = queue.agents.empty() || std::ranges::find(queue.agents, agent.name) != queue.agents.end();
  if (!named || !agent.capacity.contains(Channel::call)) return false;
  const std::size_t rings = std::max<std::size_t>(queue.widen.size(), 1);
  for (std::size_t ring = 0; ring < rings; ++ring)
    if (meet(agent.skills, queue.needs_after(ring))) return true;
  return false;
}

bool has_any_agent(const Definitions& definitions, const QueueDefinition& queue) {
  return std::ranges::any_of(definitions.agents,
                             [&](const auto& agent) { return may_serve(agent.second.agent, queue); });
}

bool has_any_queue(const Definitions& definitions, const AgentDefinition& agent) {
  return std::ranges::any_of(definitions.queues,
                             [&](const auto& queue) { return may_serve(agent, queue.second.queue); });
}

// Who serves nobody, and who is never served.
void check_agents(const Definitions& definitions, std::vector<std::string>& warnings) {
  for (const auto& [name, agent] : definitions.agents)
    if (!has_any_queue(definitions, agent.agent))
      warnings.push_back(
          at(agent.position,
             "agent \"" + name + "\" can serve no queue: none names it, or wants only what it has"));
  for (const auto& [name, queue] : definitions.queues)
    if (!has_any_agent(definitions, queue.queue))
      warnings.push_back(
          at(queue.position, "no agent can serve queue \"" + name + "\": who waits there is never answered"));
}

}  // namespace

std::vector<std::string> site_warnings(const Definitions& definitions) {
  std::vector<std::string> warnings;
  if (const auto& own = definitions.own_numbers; own && own->numbers && own->numbers->size() == 0)
    warnings.push_back(warning(own->position, own->file, "every number is not_ours"));
  for (const auto& [name, list] : definitions.lists)
    if (list.numbers && list.numbers->size() == 0)
      warnings.push_back(warning(list.position, list.file, "nobody is on list \"" + name + "\""));
  check_agents(definitions, warnings);
  return warnings;
}

}  // namespace tipring::dsl
