// Queues and agents of the site that a play is performed with.

#include <vector>

#include "cli/tester/house.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {

Result<AgentView> House::agent(const std::string& name) const {
  const Distributor& distributor = floor_->distributor();
  const Agent* found = distributor.find_agent(name);
  if (found == nullptr || found->removed) {
    std::vector<std::string> known;
    for (const auto& each : distributor.agents())
      known.push_back(each->definition.name);
    return Error{"not-found", "the site has no agent '" + name + "'" + did_you_mean(nearest(name, known))};
  }
  const ActionParty& party = found->definition.party;
  return AgentView{std::string(to_string(found->state())), found->reason,
                   !party.phone.empty() ? party.phone : party.uri};
}

Result<void> House::set_agent(const std::string& name, const std::string& presence, const std::string& reason) {
  if (auto known = agent(name); !known) return known.error();
  return floor_->distributor().set_presence(name, *parse_presence(presence), reason, "operator");
}

std::optional<WaitingView> House::waiting(const std::string& caller) const {
  const Contact* newest = nullptr;
  floor_->calls().for_each([&](const Contact& contact) {
    if (contact.caller.user == caller || contact.caller.uri == caller) newest = &contact;
  });
  if (newest == nullptr) return std::nullopt;
  const Waiting* waiting = floor_->distributor().find_waiting(newest->id);
  if (waiting == nullptr) return std::nullopt;
  return WaitingView{waiting->queue->definition.name, floor_->distributor().position(newest->id)};
}

}  // namespace tipring::cli
