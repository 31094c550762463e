#include <algorithm>
#include <memory>

#include "runtime/queue/distributor.h"

namespace tipring {
namespace {

// So many lines of a queue may stand empty, so that what is known of them need not be found out again.
constexpr std::size_t most_empty_lines = 32;

}  // namespace

Line& Distributor::line_for(const Waiting& waiting) {
  Queue& queue = *waiting.queue;
  const Needs needs = needs_of(waiting);
  if (waiting.sticks_to) {
    auto& line = queue.sticky[*waiting.sticks_to];
    if (!line) line = std::make_unique<Line>();
    return *line;
  }
  for (const auto& line : queue.lines) {
    if (line->channel == waiting.channel && line->needs == needs) return *line;
  }
  if (queue.lines.size() >= most_empty_lines)
    std::erase_if(queue.lines, [](const auto& line) { return line->order.empty(); });
  queue.lines.push_back(std::make_unique<Line>(Line{.needs = needs, .channel = waiting.channel}));
  return *queue.lines.back();
}

void Distributor::stand_in_line(Waiting& waiting) {
  waiting.line = &line_for(waiting);
  waiting.line->order.insert(&waiting);
  if (++waiting.queue->in_line == 1) waiting.queue->history.note_line(true, loop_.clock().now());
}

void Distributor::step_out(Waiting& waiting) {
  if (waiting.line == nullptr) return;
  waiting.line->order.erase(&waiting);
  if (--waiting.queue->in_line == 0) waiting.queue->history.note_line(false, loop_.clock().now());
  if (waiting.sticks_to && waiting.line->order.empty()) waiting.queue->sticky.erase(*waiting.sticks_to);
  waiting.line = nullptr;
}

const Fitness& Distributor::fitness(Line& line, const Queue& queue, const Agent& agent) const {
  if (line.fitness.size() < agents_.size()) line.fitness.resize(agents_.size());
  auto& known = line.fitness[agent.place];
  if (!known) {
    const Skills& skills = agent.definition.skills;
    const Needs& prefers = queue.definition.prefers;
    known = Fitness{.may = meet(skills, line.needs),
                    .preferred = meet(skills, prefers),
                    .proficiency = proficiency_in(skills, both(line.needs, prefers))};
  }
  return *known;
}

void Distributor::set_timers(Waiting& waiting) {
  const QueueDefinition& queue = waiting.queue->definition;
  const Duration waited = loop_.clock().now() - waiting.since;
  const ContactId contact = waiting.contact;
  while (waiting.ring + 1 < queue.widen.size() && queue.widen[waiting.ring + 1].after <= waited)
    ++waiting.ring;
  for (std::size_t ring = waiting.ring + 1; ring < queue.widen.size(); ++ring)
    waiting.timers.push_back(
        loop_.after(queue.widen[ring].after - waited, [this, contact] { widen(contact); }));
  const auto leaves_at = [&](Instant when, Departure why, std::optional<Action> go) {
    waiting.timers.push_back(loop_.after(when - loop_.clock().now(), [this, contact, why, go = std::move(go)] {
      const auto found = waiting_.find(contact);
      if (found != waiting_.end()) depart(*found->second, why, go);
      settle();
    }));
  };
  // Who has come back with its place kept is not to leave again at once.
  if (queue.overflow && queue.overflow->after)
    leaves_at(waiting.entered + *queue.overflow->after, Departure::overflow, queue.overflow->go);
  if (queue.limit.wait) leaves_at(waiting.since + *queue.limit.wait, Departure::limit, queue.limit.otherwise);
}

void Distributor::widen(ContactId contact) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end()) return;
  Waiting& waiting = *found->second;
  if (waiting.ring + 1 >= waiting.queue->definition.widen.size()) return;
  const bool in_line = waiting.line != nullptr;
  step_out(waiting);
  ++waiting.ring;
  if (in_line) {
    stand_in_line(waiting);
    find_agents(waiting);
  } else {
    // Where all ring, those who may now ring too.
    freed_ = waiting.queue->agents;
  }
  settle();
}

// Only while that agent is there to be waited for.
void Distributor::stick(Waiting& waiting) {
  const QueueDefinition& queue = waiting.queue->definition;
  if (queue.sticky == Duration::zero() || waiting.customer.empty()) return;
  const std::size_t* place =
      last_served_.find({queue.name, waiting.customer}, loop_.clock().now(), queue.sticky_for);
  if (place == nullptr) return;
  const Agent& agent = *agents_[*place];
  const auto& serve = waiting.queue->agents;
  const bool serves = std::find(serve.begin(), serve.end(), *place) != serve.end();
  if (agent.removed || agent.presence != Presence::ready || !serves ||
      !meet(agent.definition.skills, needs_of(waiting)))
    return;
  waiting.sticks_to = *place;
  waiting.timers.push_back(
      loop_.after(queue.sticky, [this, contact = waiting.contact] { stop_sticking(contact); }));
}

void Distributor::stop_sticking(ContactId contact) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end() || !found->second->sticks_to) return;
  Waiting& waiting = *found->second;
  const bool in_line = waiting.line != nullptr;
  step_out(waiting);
  waiting.sticks_to.reset();
  if (!in_line) return;
  stand_in_line(waiting);
  find_agents(waiting);
  settle();
}

}  // namespace tipring
