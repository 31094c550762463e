#include "runtime/control/parking_commands.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "runtime/control/called_party.h"
#include "runtime/control/json.h"
#include "runtime/control/number_to_dial.h"

namespace tipring {
namespace {

struct Parking {
  ContactId id{};
  std::string place{};
  std::optional<std::string> back_to{};
  Duration timeout{};  // Zero: the usual one.
  bool dry_run = false;
};

Result<Json> park(Floor& floor, const Parking& asked) {
  Calls& calls = floor.calls();
  const Contact* call = calls.find(asked.id);
  if (call == nullptr)
    return Error{"not-found", "there is no call " + to_string(asked.id) + ": it is over, or never was", false};
  const auto place = number_to_dial(asked.place);
  if (!place) return place.error();
  const std::string by = calls.talks_to_whom(asked.id);
  if (by.empty() && !asked.back_to)
    return Error{"wrong-state",
                 "call " + to_string(asked.id) + " talks to nobody who could have it back: say where it goes",
                 false};
  const auto back_to = number_to_dial(asked.back_to.value_or(by));
  if (!back_to) return back_to.error();
  const std::string whole = call->enterprise.empty() ? place.value() : call->enterprise + "/" + place.value();
  if (auto may = calls.may_park_at(whole); !may) return Error{"wrong-state", may.error().text, true};
  Json answer{
      {"id", to_string(asked.id)}, {"place", whole}, {"back_to", back_to.value()}, {"parked", !asked.dry_run}};
  if (asked.dry_run) return answer;
  const auto fresh = calls.park_customer(asked.id, {.place = whole, .timeout = asked.timeout, .by = by},
                                         dialled_instead(call->dialled, back_to.value()));
  if (!fresh) return fresh.error();
  answer["becomes"] = to_string(fresh.value());
  return answer;
}

Result<Json> retrieve(Floor& floor, const std::string& place, const std::string& by, bool dry_run) {
  Calls& calls = floor.calls();
  if (calls.parked().at(place) == nullptr)
    return Error{"not-found", "nobody is parked at \"" + place + "\"", false};
  auto target = called_party(floor, by);
  if (!target) return target.error();
  const Json answer{{"place", place}, {"by", by}};
  if (dry_run) return answer;
  if (auto called = calls.retrieve_by(place, std::move(target).value()); !called) return called.error();
  return answer;
}

Json list_parked(const Floor& floor) {
  Json list = Json::array();
  floor.calls().parked().for_each([&](const std::string& place, const ParkedParties::Party& party) {
    const Leg* leg = floor.calls().find_leg(party.leg);
    if (leg == nullptr) return;
    const Contact* contact = floor.calls().find(leg->contact);
    list.push_back({{"place", place},
                    {"id", to_string(leg->contact)},
                    {"caller", contact == nullptr ? std::string() : contact->caller.user},
                    {"by", party.by}});
  });
  return {{"parked", std::move(list)}};
}

ControlParameter dry_run_parameter() {
  return {.name = "dry_run",
          .type = ControlType::boolean,
          .doc = "Only check that it could be done.",
          .fallback = false};
}

ControlMethod park_method(Floor& floor) {
  return {"call.park",
          "Makes the caller a call of its own that is parked, until somebody retrieves it or the time is up.",
          {{.name = "id", .type = ControlType::contact, .required = true, .doc = "The call."},
           {.name = "place",
            .type = ControlType::text,
            .required = true,
            .doc = "A number or name, by which it is retrieved."},
           {.name = "back_to",
            .type = ControlType::text,
            .doc = "The number it goes to when the time is up; whom it talked to, unless given."},
           {.name = "timeout_ms",
            .type = ControlType::integer,
            .doc = "After which it goes there; as the site says, unless given.",
            .lowest = 1'000,
            .highest = 86'400'000},
           dry_run_parameter()},
          [&floor](const ControlArguments& arguments) {
            const auto timeout =
                std::chrono::milliseconds(arguments.optional_integer("timeout_ms").value_or(0));
            return park(floor, {.id = arguments.contact("id"),
                                .place = arguments.text("place"),
                                .back_to = arguments.optional_text("back_to"),
                                .timeout = timeout,
                                .dry_run = arguments.boolean("dry_run")});
          }};
}

ControlMethod retrieve_method(Floor& floor) {
  return {"call.retrieve",
          "Calls somebody who talks to a parked caller from then on.",
          {{.name = "place", .type = ControlType::text, .required = true, .doc = "Where the caller is parked."},
           {.name = "by", .type = ControlType::text, .required = true, .doc = "Who: phone:NAME, or a SIP URI."},
           dry_run_parameter()},
          [&floor](const ControlArguments& arguments) {
            return retrieve(floor, arguments.text("place"), arguments.text("by"), arguments.boolean("dry_run"));
          }};
}

}  // namespace

void add_parking_commands(Control& control, Floor& floor) {
  control.add(park_method(floor));
  control.add(retrieve_method(floor));
  control.add(ControlMethod{
      "call.parked", "Who is parked, in the order of the places.", {}, [&floor](const ControlArguments&) {
        return Result<Json>(list_parked(floor));
      }});
}

}  // namespace tipring
