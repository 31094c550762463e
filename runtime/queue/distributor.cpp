#include "runtime/queue/distributor.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace tipring {
namespace {

constexpr std::array<std::string_view, 3> fairness_names{"priority", "longest-wait", "service-level"};

std::int64_t milliseconds(Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

// What held when it was to be met: reports tell by it, whatever the site says later.
void note_target(const QueueDefinition& queue, std::vector<std::pair<std::string, FieldValue>>& fields) {
  if (queue.target) fields.emplace_back("target", milliseconds(queue.target->answer_within));
}

template <typename Span>
Duration longest(const std::vector<QueueDefinition>& queues, Span span) {
  Duration most{};
  for (const QueueDefinition& queue : queues)
    most = std::max(most, span(queue));
  return most;
}

}  // namespace

std::string_view to_string(Fairness fairness) {
  return fairness_names[static_cast<std::size_t>(fairness)];
}

std::optional<Fairness> parse_fairness(std::string_view text) {
  const auto found = std::find(fairness_names.begin(), fairness_names.end(), text);
  if (found == fairness_names.end()) return std::nullopt;
  return static_cast<Fairness>(found - fairness_names.begin());
}

Distributor::Distributor(Surroundings surroundings, DistributionPlan plan)
    : loop_(surroundings.loop), ledger_(surroundings.ledger), chance_(surroundings.chance) {
  reconfigure(std::move(plan));
}

void Distributor::reconfigure(DistributionPlan plan) {
  plan_ = std::move(plan);
  for (auto& agent : agents_)
    agent->removed = true;
  for (const AgentDefinition& definition : plan_.agents) {
    if (Agent* agent = agent_named(definition.name)) {
      agent->definition = definition;
      agent->removed = false;
      continue;
    }
    agents_by_name_.emplace(definition.name, agents_.size());
    agents_.push_back(std::make_unique<Agent>(definition, agents_.size()));
    agents_.back()->since = agents_.back()->idle_since = loop_.clock().now();
  }
  for (auto& [name, queue] : queues_)
    queue->removed = true;
  for (const QueueDefinition& definition : plan_.queues) {
    auto& queue = queues_[definition.name];
    if (!queue) queue = std::make_unique<Queue>(definition);
    queue->definition = definition;
    queue->removed = false;
  }
  for (auto& agent : agents_)
    agent->serves.clear();
  for (auto& [name, queue] : queues_)
    configure_queue(*queue);
  drop_removed();
  for (auto& agent : agents_) {
    if (!agent->removed) becomes_free(*agent);
  }
  settle();
}

void Distributor::configure_queue(Queue& queue) {
  queue.agents.clear();
  if (queue.definition.agents.empty()) {
    for (const AgentDefinition& agent : plan_.agents)
      queue.agents.push_back(agents_by_name_.at(agent.name));
  } else {
    for (const std::string& name : queue.definition.agents) {
      if (Agent* agent = agent_named(name); agent != nullptr && !agent->removed)
        queue.agents.push_back(agent->place);
    }
  }
  for (const std::size_t place : queue.agents)
    agents_[place]->serves.push_back(&queue);
  queue.offered_last = std::min(queue.offered_last, queue.agents.size());
  // What they need may be another thing now.
  std::vector<Waiting*> in_line;
  for (Waiting* waiting : queue.order) {
    if (waiting->line == nullptr) continue;
    in_line.push_back(waiting);
    step_out(*waiting);
  }
  queue.lines.clear();
  queue.sticky.clear();
  for (Waiting* waiting : in_line) {
    waiting->ring = std::min(waiting->ring, std::max<std::size_t>(queue.definition.widen.size(), 1) - 1);
    stand_in_line(*waiting);
  }
}

void Distributor::drop_removed() {
  for (auto queue = queues_.begin(); queue != queues_.end();) {
    if (!queue->second->removed || !queue->second->order.empty()) {
      ++queue;
      continue;
    }
    for (const std::size_t place : queue->second->agents)
      std::erase(agents_[place]->serves, queue->second.get());
    queue = queues_.erase(queue);
  }
}

Result<void> Distributor::enter(QueueEntry entry) {
  const auto found = queues_.find(entry.queue);
  if (found == queues_.end()) return Error{"not-found", "there is no queue \"" + entry.queue + "\""};
  if (waiting_.contains(entry.contact))
    return Error{"waiting", "contact " + to_string(entry.contact) + " waits in a queue already"};
  Queue& queue = *found->second;
  const Instant now = loop_.clock().now();

  auto owned = std::make_unique<Waiting>();
  Waiting& waiting = *owned;
  waiting.contact = entry.contact;
  waiting.queue = &queue;
  waiting.channel = entry.channel;
  waiting.priority = entry.priority;
  waiting.needs = sorted(std::move(entry.needs));
  waiting.customer = std::move(entry.customer);
  waiting.entered = waiting.since = now;
  take_up_place(waiting);
  waiting.place = place_of(waiting.priority, waiting.since, queue.definition.priority_ages, next_number());

  std::vector<std::pair<std::string, FieldValue>> fields{{"queue", queue.definition.name},
                                                         {"priority", std::int64_t{waiting.priority}}};
  if (!waiting.needs.empty()) fields.emplace_back("needs", to_text(waiting.needs));
  if (waiting.since != now) fields.emplace_back("waited", milliseconds(now - waiting.since));
  if (!waiting.customer.empty()) fields.emplace_back("customer", waiting.customer);
  if (!entry.transferred_by.empty()) fields.emplace_back("transferred_by", std::move(entry.transferred_by));
  if (waiting.channel != Channel::call) fields.emplace_back("channel", std::string(to_string(waiting.channel)));
  note_target(queue.definition, fields);
  ledger_.write({.kind = EntryKind::queue_entered, .contact = waiting.contact, .fields = std::move(fields)});

  const bool full = queue.definition.limit.contacts > 0 &&
                    queue.order.size() >= static_cast<std::size_t>(queue.definition.limit.contacts);
  waiting_.emplace(waiting.contact, std::move(owned));
  queue.order.insert(&waiting);
  if (queue.removed || queue.drains) {
    depart(waiting, Departure::closed, queue.definition.limit.otherwise);
  } else if (full) {
    depart(waiting, Departure::limit, queue.definition.limit.otherwise);
  } else if (queue.definition.overflow && queue.definition.overflow->no_agents &&
             figures(queue).logged_in == 0) {
    depart(waiting, Departure::overflow, queue.definition.overflow->go);
  } else {
    set_timers(waiting);
    stick(waiting);
    stand_in_line(waiting);
    find_agents(waiting);
  }
  settle();
  return {};
}

// Who was cut off, or has been elsewhere meanwhile, goes on waiting where it was.
void Distributor::take_up_place(Waiting& waiting) {
  const Instant now = loop_.clock().now();
  const QueueDefinition& queue = waiting.queue->definition;
  if (const auto kept = kept_places_.extract(waiting.contact); !kept.empty()) {
    if (kept.mapped().first == queue.name) waiting.since = kept.mapped().second;
    return;
  }
  if (waiting.customer.empty() || queue.regain == Duration::zero()) return;
  const CustomerMemory<Instant>::Key key{queue.name, waiting.customer};
  if (const Instant* since = cut_off_.find(key, now, queue.regain)) waiting.since = *since;
  cut_off_.forget(key);
}

void Distributor::pressed(ContactId contact, char key) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end()) return;
  const auto& press = found->second->queue->definition.waiting.press;
  const auto leads = press.find(key);
  if (leads != press.end()) depart(*found->second, Departure::pressed, leads->second);
  settle();
}

void Distributor::gone(ContactId contact) {
  kept_places_.erase(contact);
  const auto found = waiting_.find(contact);
  if (found == waiting_.end()) return;
  remember_cut_off(*found->second, loop_.clock().now());
  remove(*found->second, Departure::abandoned, std::nullopt);
  settle();
}

void Distributor::remember_cut_off(const Waiting& waiting, Instant at) {
  const QueueDefinition& queue = waiting.queue->definition;
  if (waiting.customer.empty() || queue.regain == Duration::zero()) return;
  const Duration keep = longest(plan_.queues, [](const QueueDefinition& each) { return each.regain; });
  cut_off_.remember({queue.name, waiting.customer}, waiting.since, at, keep);
}

void Distributor::remember_served(const Waiting& waiting, const Agent& agent, Instant at) {
  const QueueDefinition& queue = waiting.queue->definition;
  if (waiting.customer.empty() || queue.sticky == Duration::zero()) return;
  const Duration keep = longest(plan_.queues, [](const QueueDefinition& each) { return each.sticky_for; });
  last_served_.remember({queue.name, waiting.customer}, agent.place, at, keep);
}

// The contact hears of it in an event of its own, since the script that sent it here may still be about to
// wait.
void Distributor::depart(Waiting& waiting, Departure why, std::optional<Action> go) {
  const ContactId contact = waiting.contact;
  const auto& overflow = waiting.queue->definition.overflow;
  if (why == Departure::overflow && overflow && overflow->keeps_place)
    kept_places_.insert_or_assign(contact, std::pair(waiting.queue->definition.name, waiting.since));
  Presenter* presenter = presenters_[waiting.channel];
  remove(waiting, why, go);
  loop_.post([presenter, contact, why, go = std::move(go)] { presenter->departed(contact, why, go); });
}

void Distributor::remove(Waiting& waiting, Departure why, const std::optional<Action>& go) {
  withdraw_all(waiting, to_string(why));
  step_out(waiting);
  for (const TimerHandle timer : waiting.timers)
    loop_.cancel(timer);
  Queue& queue = *waiting.queue;
  const Duration waited = loop_.clock().now() - waiting.since;
  std::vector<std::pair<std::string, FieldValue>> fields{
      {"queue", queue.definition.name}, {"why", std::string(to_string(why))}, {"waited", milliseconds(waited)}};
  if (go) fields.emplace_back("go", to_text(*go));
  ledger_.write({.kind = EntryKind::queue_left, .contact = waiting.contact, .fields = std::move(fields)});
  queue.order.erase(&waiting);
  queue.history.note_waited(waited, why == Departure::abandoned);
  waiting_.erase(waiting.contact);
  if (queue.removed) drop_removed();
}

Result<void> Distributor::move(ContactId contact, const std::string& to, std::optional<int> position,
                               const std::string& by) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end()) return Error{"gone", "contact " + to_string(contact) + " waits in no queue"};
  const auto target = queues_.find(to);
  if (target == queues_.end()) return Error{"not-found", "there is no queue \"" + to + "\""};
  Waiting& waiting = *found->second;
  const bool leaves_removed = waiting.queue->removed;
  withdraw_all(waiting, "moved");
  step_out(waiting);
  waiting.queue->order.erase(&waiting);
  if (waiting.queue != target->second.get()) {
    for (const TimerHandle timer : std::exchange(waiting.timers, {}))
      loop_.cancel(timer);
    waiting.queue = target->second.get();
    waiting.ring = 0;
    waiting.sticks_to.reset();
    waiting.announced = 0;
    set_timers(waiting);
  }
  waiting.place =
      place_of(waiting.priority, waiting.since, waiting.queue->definition.priority_ages, next_number());
  if (position && !waiting.queue->order.empty()) waiting.place = place_at(*waiting.queue, *position);
  std::vector<std::pair<std::string, FieldValue>> fields{
      {"queue", to}, {"position", std::int64_t{position.value_or(0)}}, {"by", by}};
  note_target(waiting.queue->definition, fields);
  ledger_.write({.kind = EntryKind::queue_moved, .contact = contact, .fields = std::move(fields)});
  waiting.queue->order.insert(&waiting);
  if (!waiting.away) stand_in_line(waiting);
  if (leaves_removed) drop_removed();
  find_agents(waiting);
  settle();
  return {};
}

// Wide apart, so that there is room between any two.
std::uint64_t Distributor::next_number() {
  return entered_ += std::uint64_t{1} << 32U;
}

// Right before whoever is there now, and behind whoever is before that.
Place Distributor::place_at(const Queue& queue, int position) {
  auto at = queue.order.begin();
  for (int ahead = 1; ahead < position && at != queue.order.end(); ++ahead)
    ++at;
  if (at == queue.order.end()) {
    Place behind = (*queue.order.rbegin())->place;
    ++behind.second;
    behind.number = next_number();
    return behind;
  }
  const Place next = (*at)->place;
  const Place before{next.first, next.second - 1, next_number()};
  if (at == queue.order.begin()) return before;
  const Place previous = (*std::prev(at))->place;
  // Where there is no room left, as after thirty moves to the same place, it comes a little too early.
  if (previous < before || next.number - previous.number < 2) return before;
  return {next.first, next.second, previous.number + (next.number - previous.number) / 2};
}

Result<void> Distributor::drain(const std::string& name, bool on, const std::string& by) {
  const auto found = queues_.find(name);
  if (found == queues_.end()) return Error{"not-found", "there is no queue \"" + name + "\""};
  if (found->second->drains == on) return {};
  found->second->drains = on;
  ledger_.write({.kind = EntryKind::queue_drained, .fields = {{"queue", name}, {"on", on}, {"by", by}}});
  return {};
}

const Agent* Distributor::find_agent(std::string_view name) const {
  const auto found = agents_by_name_.find(std::string(name));
  return found == agents_by_name_.end() ? nullptr : agents_[found->second].get();
}

const Queue* Distributor::find_queue(std::string_view name) const {
  const auto found = queues_.find(name);
  return found == queues_.end() ? nullptr : found->second.get();
}

const Waiting* Distributor::find_waiting(ContactId contact) const {
  const auto found = waiting_.find(contact);
  return found == waiting_.end() ? nullptr : found->second.get();
}

int Distributor::position(ContactId contact) const {
  const Waiting* waiting = find_waiting(contact);
  if (waiting == nullptr) return 0;
  int position = 1;
  for (const Waiting* ahead : waiting->queue->order) {
    if (ahead == waiting) break;
    ++position;
  }
  return position;
}

// A position once told never worsens for the customer, whoever with a higher priority has come since.
std::optional<Distributor::Announced> Distributor::place_to_announce(ContactId contact) {
  const auto found = waiting_.find(contact);
  if (found == waiting_.end() || found->second->line == nullptr) return std::nullopt;
  Waiting& waiting = *found->second;
  const WaitingTreatment& treatment = waiting.queue->definition.waiting;
  Announced announced;
  if (treatment.say_position) {
    const int now = position(contact);
    if (waiting.announced == 0 || now <= waiting.announced) announced.position = waiting.announced = now;
  }
  if (treatment.say_estimate) {
    if (const auto wait = estimate(contact)) announced.estimate = wait->expected;
  }
  return announced;
}

std::optional<WaitEstimate> Distributor::estimate(ContactId contact) const {
  const Waiting* waiting = find_waiting(contact);
  if (waiting == nullptr) return std::nullopt;
  const Needs needs = needs_of(*waiting);
  double own = 0;
  double shared = 0;
  double equally = 0;
  for (const std::size_t place : waiting->queue->agents) {
    const Agent& agent = *agents_[place];
    if (agent.removed || agent.presence != Presence::ready || !meet(agent.definition.skills, needs)) continue;
    const auto wanted = std::count_if(agent.serves.begin(), agent.serves.end(), [&agent](const Queue* queue) {
      return !queue->order.empty() && meet(agent.definition.skills, queue->definition.needs_after(0));
    });
    ++(wanted > 1 ? shared : own);
    equally += 1.0 / static_cast<double>(std::max<std::ptrdiff_t>(wanted, 1));
  }
  const auto rate = service_rate(waiting->queue->history, own, shared, equally);
  if (!rate) return std::nullopt;
  return estimate_wait(static_cast<std::size_t>(position(contact) - 1), *rate,
                       waiting->queue->history.give_up_rate());
}

QueueFigures Distributor::figures(const Queue& queue) const {
  QueueFigures figures{.waiting = queue.order.size()};
  const Instant now = loop_.clock().now();
  for (const Waiting* waiting : queue.order)
    figures.longest_wait = std::max(figures.longest_wait, now - waiting->since);
  const Needs& least =
      queue.definition.needs_after(queue.definition.widen.empty() ? 0 : queue.definition.widen.size() - 1);
  for (const std::size_t place : queue.agents) {
    const Agent& agent = *agents_[place];
    if (agent.presence == Presence::offline || !meet(agent.definition.skills, least)) continue;
    ++figures.logged_in;
    figures.ready += agent.free_for(Channel::call) || agent.free_for(Channel::chat) ? 1 : 0;
    figures.serving += agent.state() == AgentState::talking ? 1 : 0;
  }
  return figures;
}

}  // namespace tipring
