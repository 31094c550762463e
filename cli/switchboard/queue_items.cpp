#include "cli/switchboard/queue_items.h"

#include <optional>

#include "runtime/rules/action.h"
#include "runtime/rules/attribute.h"

namespace tipring::cli {
namespace {

std::string time_text(std::optional<Duration> value) {
  return value ? std::to_string(value->count()) : std::string();
}

std::string number_text(double value) {
  return to_text(FieldValue{value});
}

std::string target_text(const std::optional<ServiceTarget>& target) {
  return target ? time_text(target->answer_within) + " " + number_text(target->for_share) : std::string();
}

std::string widen_text(const std::vector<WaitingRing>& rings) {
  std::string text;
  for (const WaitingRing& ring : rings)
    text += time_text(ring.after) + " " + to_text(ring.needs) + "\n";
  return text;
}

std::string waiting_text(const WaitingTreatment& waiting) {
  std::string text = waiting.music + "\n" + (waiting.say_position ? "position " : "") +
                     (waiting.say_estimate ? "estimate " : "") + time_text(waiting.every);
  for (const auto& [key, go] : waiting.press)
    text += "\n" + std::string(1, key) + " " + to_text(go);
  return text;
}

std::string whisper_text(const AgentWhisper& whisper) {
  return whisper.play + "\n" + whisper.say + "\n" +
         (whisper.accept_key == 0 ? std::string() : std::string(1, whisper.accept_key)) + " " +
         time_text(whisper.accept_within);
}

std::string limit_text(const QueueLimit& limit) {
  return std::to_string(limit.contacts) + " " + time_text(limit.wait) +
         (limit.otherwise ? " " + to_text(*limit.otherwise) : "");
}

std::string overflow_text(const std::optional<Overflow>& overflow) {
  if (!overflow) return {};
  return time_text(overflow->after) + (overflow->no_agents ? " no agents" : "") +
         (overflow->keeps_place ? " kept " : " ") + to_text(overflow->go);
}

FloorItem queue_item(const QueueDefinition& queue) {
  std::string agents;
  for (const std::string& agent : queue.agents)
    agents += agent + "\n";
  return {.facts = {{"needs", to_text(queue.needs)},
                    {"prefers", to_text(queue.prefers)},
                    {"agents", agents},
                    {"strategy", std::string(to_string(queue.strategy))},
                    {"target", target_text(queue.target)},
                    {"widen", widen_text(queue.widen)},
                    {"waiting", waiting_text(queue.waiting)},
                    {"whisper", whisper_text(queue.whisper)},
                    {"ring", time_text(queue.ring_time) + " " + std::to_string(queue.missed.not_ready_after) +
                                 " " + time_text(queue.missed.rest)},
                    {"wrap_up", time_text(queue.wrap_up)},
                    {"limit", limit_text(queue.limit)},
                    {"overflow", overflow_text(queue.overflow)},
                    {"priority_ages", time_text(queue.priority_ages)},
                    {"sticky", time_text(queue.sticky)},
                    {"sticky_for", time_text(queue.sticky_for)},
                    {"regain", time_text(queue.regain)}},
          .when_removed = "it drains"};
}

FloorItem agent_item(const AgentDefinition& agent) {
  std::string skills;
  for (const auto& [skill, level] : agent.skills)
    skills += skill + " " + std::to_string(level) + "\n";
  const auto capacity = [&](Channel channel) {
    const auto most = agent.capacity.find(channel);
    return std::to_string(most == agent.capacity.end() ? 0 : most->second);
  };
  return {.facts = {{"at", to_text(agent.party)},
                    {"skills", skills},
                    {"calls", capacity(Channel::call)},
                    {"chats", capacity(Channel::chat)},
                    {"weight", std::to_string(agent.weight)}},
          .when_removed = "what it has in hand goes on"};
}

}  // namespace

void add_queue_items(const dsl::Definitions& definitions, const std::string& enterprise,
                     std::map<std::string, FloorItem>& items) {
  const std::string before = enterprise.empty() ? "" : enterprise + "/";
  for (const auto& [name, queue] : definitions.queues)
    items["queue \"" + before + name + "\""] = queue_item(queue.queue);
  for (const auto& [name, agent] : definitions.agents)
    items["agent \"" + before + name + "\""] = agent_item(agent.agent);
  if (definitions.agent_order)
    items["agents"].facts = {{"order", std::string(to_string(definitions.agent_order->order))}};
}

}  // namespace tipring::cli
