#include "cli/statistics/queue_tally.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tipring::cli {
namespace {

std::string text_of(const Entry& entry, std::string_view field) {
  const auto* text = entry.field<std::string>(field);
  return text == nullptr ? std::string() : *text;
}

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

double QueueCounts::mean_wait() const {
  if (waits.empty()) return 0;
  return std::accumulate(waits.begin(), waits.end(), 0.0) / static_cast<double>(waits.size());
}

void QueueTally::take(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::queue_entered: {
      Waiting waiting{
          .queue = text_of(entry, "queue"), .since = entry.at, .counts = counts_at(entry.at), .offered = false};
      if (waiting.counts) ++queues_[waiting.queue].entered;
      waiting_.insert_or_assign(entry.contact, std::move(waiting));
      break;
    }
    case EntryKind::queue_moved:
      if (const auto found = waiting_.find(entry.contact); found != waiting_.end()) {
        if (found->second.counts) --queues_[found->second.queue].entered;
        found->second.queue = text_of(entry, "queue");
        if (found->second.counts) ++queues_[found->second.queue].entered;
      }
      break;
    case EntryKind::queue_left:
      left(entry);
      break;
    case EntryKind::offer_made:
      if (const auto found = waiting_.find(entry.contact); found != waiting_.end() && !found->second.offered) {
        found->second.offered = true;
        if (found->second.counts && entry.at > found->second.since) ++queues_[found->second.queue].had_to_wait;
      }
      take_in_hand(entry, 1);
      break;
    case EntryKind::offer_ended:
      if (text_of(entry, "end") != "accepted") take_in_hand(entry, -1);
      break;
    case EntryKind::offer_served:
      take_in_hand(entry, -1);
      agents_[text_of(entry, "agent")].served.insert(text_of(entry, "queue"));
      break;
    case EntryKind::agent_changed: {
      AgentTime& agent = settle(entry);
      const std::string state = text_of(entry, "state");
      agent.there = state != "offline";
      agent.wraps_up = state == "wrap-up";
      break;
    }
    default:
      break;
  }
}

void QueueTally::left(const Entry& entry) {
  const auto found = waiting_.extract(entry.contact);
  if (found.empty() || !found.mapped().counts) return;
  const Waiting& waiting = found.mapped();
  QueueCounts& counts = queues_[waiting.queue];
  const std::string why = text_of(entry, "why");
  const Duration waited = entry.at - waiting.since;
  counts.waited += seconds(waited);
  // Who gave up, or went elsewhere, before anybody was free has waited as well.
  if (!waiting.offered && waited > Duration::zero()) ++counts.had_to_wait;
  if (why == "answered") {
    ++counts.answered;
    counts.waits.push_back(seconds(waited));
    if (waited <= period_.target(waiting.queue)) ++counts.in_target;
  } else {
    ++(why == "abandoned" ? counts.abandoned : counts.elsewhere);
  }
}

void QueueTally::settle(AgentTime& agent, UtcTime now) const {
  const UtcTime from = std::max(agent.since, period_.from);
  const UtcTime until = std::min(now, period_.until);
  if (from < until && agent.there) {
    agent.there_seconds += seconds(until - from);
    if (agent.busy()) agent.busy_seconds += seconds(until - from);
  }
  agent.since = now;
}

QueueTally::AgentTime& QueueTally::settle(const Entry& entry) {
  AgentTime& agent = agents_[text_of(entry, "agent")];
  settle(agent, entry.at);
  return agent;
}

void QueueTally::take_in_hand(const Entry& entry, int more) {
  settle(entry).in_hand += more;
}

std::map<std::string, QueueCounts> QueueTally::counts() {
  std::map<std::string, QueueCounts> counts = queues_;
  for (auto& [name, agent] : agents_) {
    settle(agent, period_.until);
    for (const std::string& queue : agent.served) {
      counts[queue].busy += agent.busy_seconds;
      counts[queue].there += agent.there_seconds;
    }
  }
  return counts;
}

}  // namespace tipring::cli
