#include <algorithm>
#include <string>
#include <utility>

#include "runtime/queue/distributor.h"
#include "runtime/queue/told_alone.h"

namespace tipring {
namespace {

// So many agents a why-record names that were passed over, and of each ranking the first.
constexpr std::size_t most_named = 20;

std::string seconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + "s";
}

int aged_priority(const Waiting& waiting, Instant now) {
  const Duration ages = waiting.queue->definition.priority_ages;
  if (ages == Duration::zero()) return waiting.priority;
  return waiting.priority + static_cast<int>((now - waiting.since) / ages);
}

// How long until the queue misses its target with this contact; nothing where it has none, or has missed it.
std::optional<Duration> time_left(const Waiting& waiting, Instant now) {
  const auto& target = waiting.queue->definition.target;
  if (!target) return std::nullopt;
  const Duration left = target->answer_within - (now - waiting.since);
  return left > Duration::zero() ? std::optional(left) : std::nullopt;
}

}  // namespace

bool Distributor::before(const Waiting& one, const Waiting& other) const {
  if (one.queue == other.queue) return one.place < other.place;
  const Instant now = loop_.clock().now();
  if (plan_.fairness == Fairness::priority) {
    const int mine = aged_priority(one, now);
    const int theirs = aged_priority(other, now);
    if (mine != theirs) return mine > theirs;
  }
  if (plan_.fairness == Fairness::service_level) {
    const auto mine = time_left(one, now);
    const auto theirs = time_left(other, now);
    if (mine.has_value() != theirs.has_value()) return mine.has_value();
    if (mine && *mine != *theirs) return *mine < *theirs;
  }
  return one.since != other.since ? one.since < other.since : one.place.number < other.place.number;
}

void Distributor::find_contact(Agent& agent) {
  while (true) {
    Waiting* best = nullptr;
    Waiting* runner_up = nullptr;
    const auto consider = [&](const Line& line) {
      if (line.order.empty()) return;
      Waiting* head = *line.order.begin();
      if (!agent.free_for(head->channel)) return;
      if (best == nullptr || before(*head, *best)) {
        runner_up = std::exchange(best, head);
      } else if (runner_up == nullptr || before(*head, *runner_up)) {
        runner_up = head;
      }
    };
    for (const Queue* queue : agent.serves) {
      for (const auto& line : queue->lines) {
        if (!line->order.empty() && fitness(*line, *queue, agent).may) consider(*line);
      }
      if (const auto sticky = queue->sticky.find(agent.place); sticky != queue->sticky.end())
        consider(*sticky->second);
    }
    if (best == nullptr) return join_ring(agent);
    Fields why{{"by", std::string("agent free")}};
    if (runner_up != nullptr) {
      why.emplace_back("next_contact", to_string(runner_up->contact));
      why.emplace_back("next_queue", runner_up->queue->definition.name);
    }
    if (best->queue->definition.strategy == Strategy::ring_all) {
      find_agents(*best);
    } else {
      if (std::string passed_over = passed_over_for(*best, 1); !passed_over.empty())
        why.emplace_back("passed_over", std::move(passed_over));
      note_offered(*best->queue, agent);
      offer(*best, agent, std::move(why));
    }
  }
}

// Where all ring, whoever becomes free meanwhile rings too.
void Distributor::join_ring(Agent& agent) {
  for (Queue* queue : agent.serves) {
    if (queue->definition.strategy != Strategy::ring_all) continue;
    for (Waiting* waiting : queue->order) {
      if (waiting->offers.empty() || !agent.free_for(waiting->channel)) continue;
      if (is_told_alone(*waiting, offers_)) continue;
      if (waiting->sticks_to || !meet(agent.definition.skills, needs_of(*waiting))) continue;
      return offer(*waiting, agent, {{"by", std::string("agent free")}});
    }
  }
}

Needs Distributor::needs_of(const Waiting& waiting) {
  return both(waiting.queue->definition.needs_after(waiting.ring), waiting.needs);
}

std::vector<Distributor::Candidate> Distributor::candidates(const Waiting& waiting) const {
  std::vector<Candidate> candidates;
  const Queue& queue = *waiting.queue;
  for (std::size_t at = 0; at < queue.agents.size(); ++at) {
    Agent& agent = *agents_[queue.agents[at]];
    if (!agent.free_for(waiting.channel)) continue;
    if (waiting.sticks_to) {
      if (*waiting.sticks_to == agent.place) candidates.push_back({.agent = &agent, .at = at});
      continue;
    }
    const Fitness& suits = fitness(*waiting.line, queue, agent);
    if (suits.may) candidates.push_back({.agent = &agent, .at = at, .fitness = suits});
  }
  return candidates;
}

void Distributor::score(const Queue& queue, std::vector<Candidate>& candidates) {
  const Strategy strategy = queue.definition.strategy;
  std::int64_t weights = 0;
  for (const Candidate& each : candidates)
    weights += each.agent->definition.weight;
  // By chance: the one on whose share of the weights it falls comes first.
  std::int64_t drawn = strategy == Strategy::weighted ? chance_.between(1, weights) : 0;
  for (Candidate& each : candidates) {
    const Agent& agent = *each.agent;
    const auto at = static_cast<std::int64_t>(each.at);
    switch (strategy) {
      case Strategy::longest_idle:
        break;
      case Strategy::round_robin: {
        const auto all = static_cast<std::int64_t>(queue.agents.size());
        each.score = (at - static_cast<std::int64_t>(queue.offered_last) + all) % all;
        break;
      }
      case Strategy::fewest_calls:
        each.score = agent.served;
        break;
      case Strategy::least_talk_time:
        each.score = agent.talked.count();
        break;
      case Strategy::best_skill:
        each.score = -each.fitness.proficiency;
        break;
      case Strategy::ordered:
      case Strategy::ring_all:
        each.score = at;
        break;
      case Strategy::random:
        each.score = static_cast<std::int64_t>(chance_.next() >> 1U);
        break;
      case Strategy::weighted:
        each.score = drawn > 0 && drawn <= agent.definition.weight ? 0 : 1 + at;
        drawn -= agent.definition.weight;
        break;
    }
  }
}

void Distributor::find_agents(Waiting& waiting) {
  if (waiting.line == nullptr || *waiting.line->order.begin() != &waiting) return;
  auto ranked = candidates(waiting);
  if (ranked.empty()) return;
  score(*waiting.queue, ranked);
  const auto first = [](const Candidate& one, const Candidate& other) {
    if (one.fitness.preferred != other.fitness.preferred) return one.fitness.preferred;
    if (one.score != other.score) return one.score < other.score;
    if (one.agent->idle_since != other.agent->idle_since)
      return one.agent->idle_since < other.agent->idle_since;
    return one.agent->place < other.agent->place;
  };
  Queue& queue = *waiting.queue;
  const bool all = queue.definition.strategy == Strategy::ring_all;
  const std::size_t named = std::min(ranked.size(), most_named);
  if (all) {
    std::sort(ranked.begin(), ranked.end(), first);
  } else {
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(named), ranked.end(), first);
  }
  Fields why = why_agent(waiting, ranked);
  if (!all) ranked.resize(1);
  for (const Candidate& each : ranked) {
    note_offered(queue, *each.agent);
    offer(waiting, *each.agent, why);
  }
}

void Distributor::note_offered(Queue& queue, const Agent& agent) {
  const auto at = std::find(queue.agents.begin(), queue.agents.end(), agent.place);
  queue.offered_last = static_cast<std::size_t>(at - queue.agents.begin()) + 1;
}

Distributor::Fields Distributor::why_agent(const Waiting& waiting, const std::vector<Candidate>& ranked) const {
  const QueueDefinition& queue = waiting.queue->definition;
  const Instant now = loop_.clock().now();
  Fields why{{"by", std::string(to_string(queue.strategy))}};
  if (waiting.sticks_to) why.emplace_back("sticky", true);
  std::string among;
  for (std::size_t i = 0; i < std::min(ranked.size(), most_named); ++i) {
    const Agent& agent = *ranked[i].agent;
    if (!among.empty()) among += "; ";
    among += agent.definition.name + " idle " + seconds(now - agent.idle_since);
    switch (queue.strategy) {
      case Strategy::fewest_calls:
        among += ", " + std::to_string(agent.served) + " served";
        break;
      case Strategy::least_talk_time:
        among += ", talked " + seconds(agent.talked);
        break;
      case Strategy::best_skill:
        among += ", proficiency " + std::to_string(ranked[i].fitness.proficiency);
        break;
      default:
        break;
    }
  }
  if (ranked.size() > most_named) among += "; and " + std::to_string(ranked.size() - most_named) + " more";
  why.emplace_back("among", std::move(among));
  std::string passed_over = passed_over_for(waiting, ranked.size());
  if (!passed_over.empty()) why.emplace_back("passed_over", std::move(passed_over));
  return why;
}

std::string Distributor::passed_over_for(const Waiting& waiting, std::size_t candidates) const {
  const Needs needs = needs_of(waiting);
  std::string text;
  std::size_t named = 0;
  for (const std::size_t place : waiting.queue->agents) {
    if (named == most_named) break;
    const Agent& agent = *agents_[place];
    const char* why_not = agent.why_not(waiting.channel);
    const Need* short_of = why_not == nullptr ? unmet(agent.definition.skills, needs) : nullptr;
    const bool waits_for_other = waiting.sticks_to && *waiting.sticks_to != place;
    if (why_not == nullptr && short_of == nullptr && !waits_for_other) continue;
    ++named;
    if (!text.empty()) text += "; ";
    text += agent.definition.name + " ";
    if (why_not != nullptr) {
      text += why_not;
      if (agent.presence == Presence::not_ready && !agent.reason.empty()) text += " (" + agent.reason + ")";
    } else if (short_of != nullptr) {
      text += "has " + std::to_string(proficiency(agent.definition.skills, short_of->skill)) + " in " +
              short_of->skill + ", not " + std::to_string(short_of->least);
    } else {
      text += "is not who served the customer last";
    }
  }
  const std::size_t all = waiting.queue->agents.size() - candidates;
  if (named == most_named && all > named) text += "; and " + std::to_string(all - named) + " more";
  return text;
}

}  // namespace tipring
