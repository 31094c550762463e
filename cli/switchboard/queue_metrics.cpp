#include "cli/switchboard/queue_metrics.h"

#include <array>
#include <chrono>

namespace tipring::cli {
namespace {

constexpr std::array ends{OfferEnd::accepted, OfferEnd::refused, OfferEnd::no_answer, OfferEnd::unreachable,
                          OfferEnd::withdrawn};
constexpr std::array states{AgentState::offline, AgentState::not_ready, AgentState::ready,
                            AgentState::offered, AgentState::talking,   AgentState::wrap_up};

// So many agents and contacts are looked at for one answer: some milliseconds.
constexpr std::size_t most_looked_at = 100'000;

}  // namespace

void QueueMetrics::take(const Entry& entry) {
  if (entry.kind != EntryKind::offer_ended) return;
  if (const auto* end = entry.field<std::string>("end")) ++offers_by_end[*end];
}

void QueueMetrics::look(const Distributor& distributor) {
  any = !distributor.queues().empty() || !distributor.agents().empty();
  if (!any) return;
  const bool all = distributor.queues().size() <= most_queues_told;
  std::size_t looked_at = 0;
  for (const auto& [name, queue] : distributor.queues()) {
    waiting += queue->order.size();
    if (queues.size() == most_queues_told || looked_at > most_looked_at) continue;
    if (!all && queue->order.empty()) continue;
    looked_at += queue->order.size() + queue->agents.size();
    queues.emplace_back(name, distributor.figures(*queue));
  }
  for (const AgentState state : states)
    agents_by_state[std::string(to_string(state))] = 0;
  for (const auto& agent : distributor.agents()) {
    if (!agent->removed || !agent->in_hand.empty()) ++agents_by_state[std::string(to_string(agent->state()))];
  }
  for (const OfferEnd end : ends)
    offers_by_end.try_emplace(std::string(to_string(end)), 0);
}

void QueueMetrics::write(web::Exposition& out) const {
  if (!any) return;
  out.metric("tipring_waiting", "gauge", "Contacts that wait in queues.");
  out.sample(static_cast<double>(waiting));
  const auto of_each = [&](const char* name, const char* help, auto figure) {
    out.metric(name, "gauge", help);
    for (const auto& [queue, figures] : queues)
      out.sample(static_cast<double>(figure(figures)), {{"queue", queue}});
  };
  of_each("tipring_queue_waiting", "Contacts that wait in the queue, those included that are being offered.",
          [](const QueueFigures& figures) { return figures.waiting; });
  of_each(
      "tipring_queue_longest_wait_seconds", "How long who waits longest has waited.",
      [](const QueueFigures& figures) { return std::chrono::duration<double>(figures.longest_wait).count(); });
  of_each("tipring_queue_agents_logged_in", "Agents that may serve the queue and are not offline.",
          [](const QueueFigures& figures) { return figures.logged_in; });
  of_each("tipring_queue_agents_ready", "Those of them that may be offered a contact now.",
          [](const QueueFigures& figures) { return figures.ready; });
  out.metric("tipring_agents", "gauge", "Agents by what they do.");
  for (const auto& [state, count] : agents_by_state)
    out.sample(static_cast<double>(count), {{"state", state}});
  out.metric("tipring_offers_total", "counter", "Offers of contacts to agents, by how they ended.");
  for (const auto& [end, count] : offers_by_end)
    out.sample(static_cast<double>(count), {{"end", end}});
}

}  // namespace tipring::cli
