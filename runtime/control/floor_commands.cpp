#include "runtime/control/floor_commands.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/control/contact_json.h"
#include "runtime/control/number_to_dial.h"

namespace tipring {
namespace {

constexpr std::int64_t most_listed = 5'000;
constexpr std::int64_t usually_listed = 1'000;

ControlParameter id_parameter() {
  return {.name = "id", .type = ControlType::contact, .required = true, .doc = "The call's id: 3-142."};
}

std::string_view name_of(JournalRoom room) {
  switch (room) {
    case JournalRoom::normal:
      return "normal";
    case JournalRoom::reserve:
      return "reserve";
    case JournalRoom::none:
      return "none";
  }
  return "";
}

// What is there at this moment: everything at zero when nobody is.
Json live_counts(const Floor& floor, const RuntimeFacts& facts, std::size_t timers) {
  const auto live = floor.live();
  const auto telephony = floor.ports().telephony.live();
  const auto media = floor.ports().media.live();
  return {{"contacts", live.contacts},
          {"legs", live.legs},
          {"operations", live.operations},
          {"tasks", facts.live_tasks()},
          {"timers", timers},
          {"signalling_legs", telephony.legs},
          {"media_slots", media.slots},
          {"sockets", telephony.sockets + media.sockets}};
}

// Of sites that have queues or agents.
void add_queues(Json& status, const Distributor& distributor) {
  if (distributor.queues().empty() && distributor.agents().empty()) return;
  std::size_t waiting = 0;
  std::size_t draining = 0;
  for (const auto& [name, queue] : distributor.queues()) {
    waiting += queue->order.size();
    draining += queue->drains || queue->removed ? 1 : 0;
  }
  status["queues"] = {{"number", distributor.queues().size()}, {"waiting", waiting}, {"draining", draining}};
  Json agents{{"offline", 0}, {"not-ready", 0}, {"ready", 0}, {"offered", 0}, {"talking", 0}, {"wrap-up", 0}};
  for (const auto& agent : distributor.agents()) {
    if (agent->removed && agent->in_hand.empty()) continue;
    Json& count = agents[std::string(to_string(agent->state()))];
    count = count.get<std::int64_t>() + 1;
  }
  status["agents"] = std::move(agents);
}

Json status_of(Floor& floor, const RuntimeFacts& facts, UtcTime started_at, Instant started) {
  const auto uptime = floor.loop().clock().now() - started;
  const std::string overload = facts.overload();
  Json status{{"state", floor.draining() ? "draining" : "running"},
              {"overload", overload.empty() ? Json() : Json(overload)},
              {"site", facts.site},
              {"database", facts.database},
              {"version", facts.version},
              {"pid", facts.pid},
              {"run", facts.run},
              {"started_at", started_at.time_since_epoch().count()},
              {"uptime", uptime.count()},
              {"ledger",
               {{"folder", facts.ledger},
                {"next_sequence", floor.ledger().next_sequence()},
                {"unwritten", floor.ledger().uncommitted()},
                {"room", name_of(floor.ledger().room())}}},
              {"live", live_counts(floor, facts, floor.loop().live_timers())}};
  add_queues(status, floor.distributor());
  if (Json records = facts.records(); !records.is_null()) status["records"] = std::move(records);
  if (Json version = facts.site_version(); !version.is_null()) status["site_version"] = std::move(version);
  return status;
}

// Calls and chats alike: both are contacts.
Json list_calls(const Floor& floor, std::size_t limit, ContactId after) {
  std::vector<const Contact*> found;
  const auto take = [&](const Contact& contact) {
    if (contact.id > after) found.push_back(&contact);
  };
  floor.calls().for_each(take);
  const auto chats = static_cast<std::ptrdiff_t>(found.size());
  floor.chats().for_each(take);
  std::inplace_merge(found.begin(), found.begin() + chats, found.end(),
                     [](const Contact* one, const Contact* other) { return one->id < other->id; });
  const bool complete = found.size() <= limit;
  if (!complete) found.resize(limit);
  Json calls = Json::array();
  for (const Contact* contact : found)
    calls.push_back(summary_of(*contact, floor.calls()));
  return {{"calls", std::move(calls)}, {"complete", complete}};
}

Result<const Contact*> find_call(const Floor& floor, ContactId id) {
  if (const auto* contact = floor.calls().find(id)) return contact;
  if (const auto* chat = floor.chats().find(id)) return chat;
  return Error{"not-found", "there is no call " + to_string(id) + ": it is over, or never was", false};
}

// Where it waits, or who serves it.
void add_queue(Json& call, Distributor& distributor, ContactId id) {
  const Clock& clock = distributor.loop().clock();
  const auto agent_of = [&](const Offer& offer) { return distributor.agents()[offer.agent]->definition.name; };
  if (const Waiting* waiting = distributor.find_waiting(id)) {
    Json offered = Json::array();
    for (const OfferHandle handle : waiting->offers) {
      if (const Offer* offer = distributor.find_offer(handle)) offered.push_back(agent_of(*offer));
    }
    call["queue"] = {{"name", waiting->queue->definition.name},
                     {"position", distributor.position(id)},
                     {"waited", (clock.now() - waiting->since).count()},
                     {"priority", waiting->priority},
                     {"offered_to", std::move(offered)}};
  } else if (const Offer* offer = distributor.find_offer(distributor.serving(id))) {
    call["queue"] = {{"name", offer->queue},
                     {"served_by", agent_of(*offer)},
                     {"served_for", (clock.now() - offer->accepted_at).count()}};
  }
}

Result<Json> end_chat(Floor& floor, const Contact& chat, bool dry_run) {
  const ContactId id = chat.id;
  if (chat.state() != ContactState::attended)
    return Error{"wrong-state", "chat " + to_string(id) + " is ending already", false};
  Json answer{{"id", to_string(id)}, {"state", to_string(chat.state())}, {"hung_up", !dry_run}};
  if (dry_run) return answer;
  if (auto done = floor.chats().end(id, "ended by an operator"); !done) return done.error();
  return answer;
}

Result<Json> hang_up(Floor& floor, ContactId id, bool dry_run) {
  const auto call = find_call(floor, id);
  if (!call) return call.error();
  const auto& contact = *call.value();
  if (!contact.customer) return end_chat(floor, contact, dry_run);
  const auto* leg = floor.calls().customer_leg(id);
  if (leg == nullptr || !leg->live()) {
    return Error{"wrong-state", "call " + to_string(id) + " is ending already", false};
  }
  Json answer{{"id", to_string(id)}, {"state", to_string(contact.state())}, {"hung_up", !dry_run}};
  if (dry_run) return answer;
  const Release release{.by = Release::By::local, .reason = "ended by an operator"};
  if (auto done = floor.calls().hang_up(id, release); !done) return done.error();
  return answer;
}

Result<Json> transfer(Floor& floor, ContactId id, const std::string& text, bool dry_run) {
  const auto number = number_to_dial(text);
  if (!number) return number.error();
  const std::string& to = number.value();
  const auto call = find_call(floor, id);
  if (!call) return call.error();
  if (!call.value()->customer)
    return Error{"wrong-state", to_string(id) + " is a chat: only who calls can be sent elsewhere", false};
  const auto* leg = floor.calls().customer_leg(id);
  if (leg == nullptr || !leg->live())
    return Error{"wrong-state", "call " + to_string(id) + " is ending already", false};
  if (dry_run) return Json{{"id", to_string(id)}, {"to", to}, {"transferred", false}};
  PartyAddress dialled = dialled_instead(call.value()->dialled, to);
  const auto fresh = floor.calls().transfer_customer(id, std::move(dialled), "operator");
  if (!fresh) return fresh.error();
  return Json{{"id", to_string(id)}, {"to", to}, {"transferred", true}, {"becomes", to_string(fresh.value())}};
}

}  // namespace

void add_floor_commands(Control& control, Floor& floor, RuntimeFacts given) {
  const auto facts = std::make_shared<const RuntimeFacts>(std::move(given));
  const auto& clock = floor.loop().clock();
  control.add(ControlMethod{"status",
                            "How the runtime is, and what it holds at this moment.",
                            {},
                            [&floor, facts, at = clock.utc(), since = clock.now()](const ControlArguments&) {
                              return Result<Json>(status_of(floor, *facts, at, since));
                            }});
  control.add(ControlMethod{
      "call.list",
      "The calls and chats that are there, in the order of their ids.",
      {{.name = "limit",
        .type = ControlType::integer,
        .doc = "How many at most.",
        .fallback = usually_listed,
        .lowest = 1,
        .highest = most_listed},
       {.name = "after", .type = ControlType::contact, .doc = "Only calls behind this one."}},
      [&floor](const ControlArguments& arguments) {
        return Result<Json>(list_calls(floor, static_cast<std::size_t>(arguments.integer("limit")),
                                       arguments.optional_contact("after")));
      }});
  control.add(ControlMethod{"call.show",
                            "Everything about one call or chat.",
                            {id_parameter()},
                            [&floor, facts](const ControlArguments& arguments) -> Result<Json> {
                              const auto call = find_call(floor, arguments.contact("id"));
                              if (!call) return call.error();
                              Json details = details_of(*call.value(), floor, facts->transport_of);
                              add_queue(details, floor.distributor(), call.value()->id);
                              return Json{{"call", std::move(details)}};
                            }});
  control.add(ControlMethod{"call.transfer",
                            "Makes the caller a call of its own to another number, which goes by on.call.",
                            {id_parameter(),
                             {.name = "to", .type = ControlType::text, .required = true, .doc = "The number."},
                             {.name = "dry_run",
                              .type = ControlType::boolean,
                              .doc = "Only check that it could be done.",
                              .fallback = false}},
                            [&floor](const ControlArguments& arguments) {
                              return transfer(floor, arguments.contact("id"), arguments.text("to"),
                                              arguments.boolean("dry_run"));
                            }});
  control.add(ControlMethod{"call.hangup",
                            "Ends a call or a chat.",
                            {id_parameter(),
                             {.name = "dry_run",
                              .type = ControlType::boolean,
                              .doc = "Only check that it could be done.",
                              .fallback = false}},
                            [&floor](const ControlArguments& arguments) {
                              return hang_up(floor, arguments.contact("id"), arguments.boolean("dry_run"));
                            }});
}

}  // namespace tipring
