#include "runtime/control/queue_commands.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

constexpr std::int64_t most_listed = 5'000;
constexpr std::int64_t usually_listed = 1'000;

// So many agents and contacts one answer of queue.list looks at: some milliseconds. What is left follows with
// the next.
constexpr std::size_t most_looked_at = 50'000;

Error no_queue(const Distributor& distributor, const std::string& name) {
  NearestName search(name);
  for (const auto& [known, queue] : distributor.queues())
    search.offer(known);
  return {"not-found", "there is no queue \"" + name + "\"" + did_you_mean(search.best())};
}

Json figures_of(const Distributor& distributor, const Queue& queue) {
  const QueueFigures figures = distributor.figures(queue);
  return {{"name", queue.definition.name},
          {"waiting", figures.waiting},
          {"longest_wait", figures.longest_wait.count()},
          {"logged_in", figures.logged_in},
          {"ready", figures.ready},
          {"serving", figures.serving},
          {"drains", queue.drains || queue.removed}};
}

Json list_queues(const Distributor& distributor, std::size_t limit, const std::string& after) {
  Json rows = Json::array();
  std::size_t looked_at = 0;
  const auto& queues = distributor.queues();
  auto queue = queues.upper_bound(after);
  for (; queue != queues.end() && rows.size() < limit && looked_at < most_looked_at; ++queue) {
    looked_at += 1 + queue->second->order.size() + queue->second->agents.size();
    rows.push_back(figures_of(distributor, *queue->second));
  }
  return {{"queues", std::move(rows)}, {"complete", queue == queues.end()}};
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json needs_json(const Needs& needs) {
  return needs.empty() ? Json() : Json(to_text(needs));
}

// What the site says of it, as far as it says anything.
void add_definition(Json& json, const QueueDefinition& definition) {
  json["strategy"] = to_string(definition.strategy);
  if (!definition.needs.empty()) json["needs"] = to_text(definition.needs);
  if (!definition.prefers.empty()) json["prefers"] = to_text(definition.prefers);
  if (definition.target) {
    json["answer_within"] = definition.target->answer_within.count();
    json["for_share"] = definition.target->for_share;
  }
  json["ring_time"] = definition.ring_time.count();
  json["wrap_up"] = definition.wrap_up.count();
  if (definition.priority_ages > Duration::zero()) json["priority_ages"] = definition.priority_ages.count();
  if (definition.limit.contacts > 0) json["most_waiting"] = definition.limit.contacts;
  if (definition.limit.wait) json["longest_allowed"] = definition.limit.wait->count();
  if (definition.overflow) json["overflow"] = to_text(definition.overflow->go);
  for (const WaitingRing& ring : definition.widen)
    json["widen"].push_back({{"after", ring.after.count()}, {"needs", needs_json(ring.needs)}});
}

std::string state_of(Distributor& distributor, const Waiting& waiting) {
  if (waiting.away) return "not back since the restart";
  std::string to;
  for (const OfferHandle handle : waiting.offers) {
    if (const Offer* offer = distributor.find_offer(handle))
      to += (to.empty() ? "" : ", ") + distributor.agents()[offer->agent]->definition.name;
  }
  if (!to.empty()) return "offered to " + to;
  if (waiting.sticks_to) return "in line for " + distributor.agents()[*waiting.sticks_to]->definition.name;
  return "in line";
}

Json waiting_row(Distributor& distributor, const QueueContacts& contacts, const Waiting& waiting,
                 std::int64_t position) {
  const Duration waited = distributor.loop().clock().now() - waiting.since;
  return {{"position", position},
          {"contact", to_string(waiting.contact)},
          {"caller", text_or_null(contacts.caller_of(waiting.contact).value_or(""))},
          {"priority", waiting.priority},
          {"waited", waited.count()},
          {"state", state_of(distributor, waiting)},
          {"ring", waiting.queue->definition.widen.empty() ? Json() : Json(waiting.ring + 1)},
          {"needs", needs_json(waiting.needs)},
          {"channel", to_string(waiting.channel)}};
}

Result<Json> show_queue(Distributor& distributor, const QueueContacts& contacts,
                        const ControlArguments& arguments) {
  const Queue* queue = distributor.find_queue(arguments.text("queue"));
  if (queue == nullptr) return no_queue(distributor, arguments.text("queue"));
  Json about = figures_of(distributor, *queue);
  if (queue->removed) about["removed"] = true;
  add_definition(about, queue->definition);
  const auto limit = static_cast<std::size_t>(arguments.integer("limit"));
  Json rows = Json::array();
  std::int64_t position = 0;
  bool complete = true;
  for (const Waiting* waiting : queue->order) {
    if (++position <= arguments.integer("after")) continue;
    complete = rows.size() < limit;
    if (!complete) break;
    rows.push_back(waiting_row(distributor, contacts, *waiting, position));
  }
  return Json{{"queue", std::move(about)}, {"contacts", std::move(rows)}, {"complete", complete}};
}

Result<Json> move_contact(Distributor& distributor, const QueueContacts& contacts,
                          const ControlArguments& arguments) {
  const ContactId id = arguments.contact("contact");
  const std::string& to = arguments.text("queue");
  const Queue* target = distributor.find_queue(to);
  if (target == nullptr) return no_queue(distributor, to);
  const Waiting* waiting = distributor.find_waiting(id);
  if (waiting == nullptr && !contacts.caller_of(id))
    return Error{"not-found", "there is no contact " + to_string(id) + ": it is over, or never was"};
  if (waiting == nullptr)
    return Error{"wrong-state", "contact " + to_string(id) + " waits in no queue: only who waits can be moved"};
  if (waiting->away) return Error{"wrong-state", "contact " + to_string(id) + " is not back since the restart"};
  if (target->removed)
    return Error{"wrong-state", "the site has no queue \"" + to + "\" any more: nobody is let in"};
  Json answer{{"contact", to_string(id)},
              {"from", waiting->queue->definition.name},
              {"was_at", distributor.position(id)},
              {"queue", to}};
  const auto position = arguments.optional_integer("position");
  const bool dry_run = arguments.boolean("dry_run");
  if (!dry_run) {
    const auto at = position ? std::optional(static_cast<int>(*position)) : std::nullopt;
    if (auto moved = distributor.move(id, to, at, "operator"); !moved) return moved.error();
    answer["position"] = distributor.position(id);
  }
  answer["moved"] = !dry_run;
  return answer;
}

Result<Json> drain_queue(Distributor& distributor, const ControlArguments& arguments) {
  const std::string& name = arguments.text("queue");
  const Queue* queue = distributor.find_queue(name);
  if (queue == nullptr) return no_queue(distributor, name);
  const bool on = arguments.boolean("on");
  if (!on && queue->removed)
    return Error{"wrong-state", "the site has no queue \"" + name + "\" any more: nobody is let in"};
  const bool was = queue->drains;
  if (!arguments.boolean("dry_run")) {
    if (auto done = distributor.drain(name, on, "operator"); !done) return done.error();
  }
  return Json{{"name", name},
              {"waiting", queue->order.size()},
              {"drained", was},
              {"drains", queue->drains},
              {"changed", queue->drains != was}};
}

Json list_breaches(Distributor& distributor) {
  Json rows = Json::array();
  for (const Breach& breach : distributor.look_for_breaches()) {
    Json row{{"breach", breach.text}, {"agent", text_or_null(breach.agent)}};
    row["contact"] = breach.contact == ContactId{} ? Json() : Json(to_string(breach.contact));
    const Waiting* waiting = distributor.find_waiting(breach.contact);
    row["queue"] = waiting == nullptr ? Json() : Json(waiting->queue->definition.name);
    rows.push_back(std::move(row));
  }
  return {{"breaches", std::move(rows)}};
}

ControlParameter queue_parameter() {
  return {.name = "queue", .required = true, .doc = "The queue's name."};
}

ControlParameter limit_parameter() {
  return {.name = "limit",
          .type = ControlType::integer,
          .doc = "How many at most.",
          .fallback = usually_listed,
          .lowest = 1,
          .highest = most_listed};
}

ControlParameter dry_run_parameter() {
  return {.name = "dry_run",
          .type = ControlType::boolean,
          .doc = "Only check that it could be done.",
          .fallback = false};
}

}  // namespace

void add_queue_commands(Control& control, Distributor& distributor, QueueContacts given) {
  const auto contacts = std::make_shared<const QueueContacts>(std::move(given));
  control.add(ControlMethod{"queue.list",
                            "The queues in the order of their names, as many as can be told at once.",
                            {limit_parameter(), {.name = "after", .doc = "Only queues behind this one."}},
                            [&distributor](const ControlArguments& arguments) {
                              return Result<Json>(
                                  list_queues(distributor, static_cast<std::size_t>(arguments.integer("limit")),
                                              arguments.optional_text("after").value_or("")));
                            }});
  control.add(ControlMethod{"queue.show",
                            "A queue, and who waits in it, in order.",
                            {queue_parameter(),
                             limit_parameter(),
                             {.name = "after",
                              .type = ControlType::integer,
                              .doc = "Only contacts behind this position.",
                              .fallback = 0,
                              .lowest = 0}},
                            [&distributor, contacts](const ControlArguments& arguments) {
                              return show_queue(distributor, *contacts, arguments);
                            }});
  control.add(ControlMethod{
      "queue.move",
      "Has a contact that waits do so in another queue, or at another position.",
      {{.name = "contact", .type = ControlType::contact, .required = true, .doc = "The contact's id: 3-142."},
       queue_parameter(),
       {.name = "position",
        .type = ControlType::integer,
        .doc = "Where in the queue, from 1; where its priority and its wait put it unless given.",
        .lowest = 1,
        .highest = 1'000'000},
       dry_run_parameter()},
      [&distributor, contacts](const ControlArguments& arguments) {
        return move_contact(distributor, *contacts, arguments);
      }});
  control.add(ControlMethod{
      "queue.drain",
      "Lets nobody more into a queue, or lets them again.",
      {queue_parameter(),
       {.name = "on", .type = ControlType::boolean, .doc = "Whether nobody is let in.", .fallback = true},
       dry_run_parameter()},
      [&distributor](const ControlArguments& arguments) { return drain_queue(distributor, arguments); }});
  control.add(ControlMethod{
      "distributor.breaches",
      "What is not as it must be among queues, agents and offers; nothing where all is.",
      {},
      [&distributor](const ControlArguments&) { return Result<Json>(list_breaches(distributor)); }});
}

}  // namespace tipring
