#include "runtime/control/people_commands.h"

#include <optional>
#include <string>
#include <utility>

#include "runtime/control/called_party.h"
#include "runtime/control/json.h"
#include "runtime/control/parking_commands.h"

namespace tipring {
namespace {

constexpr std::string_view take_over_mode = "take-over";

Error no_call(ContactId id) {
  return {"not-found", "there is no call " + to_string(id) + ": it is over, or never was", false};
}

Json supervision(ContactId id, const std::string& by, const std::string& mode) {
  return {{"id", to_string(id)}, {"by", by}, {"mode", mode}};
}

Result<Json> change(Floor& floor, ContactId id, const Leg& supervisor, const std::string& by,
                    const std::string& mode) {
  Json answer = supervision(id, by, mode);
  if (mode != take_over_mode) {
    floor.calls().set_supervision(supervisor.id, *parse_supervision_mode(mode));
    return answer;
  }
  const auto fresh = floor.calls().take_over_by(supervisor.id);
  if (!fresh) return fresh.error();
  answer["becomes"] = to_string(fresh.value());
  return answer;
}

Result<Json> supervise(Floor& floor, ContactId id, const std::string& by, const std::string& mode,
                       bool dry_run) {
  Calls& calls = floor.calls();
  if (calls.find(id) == nullptr) return no_call(id);
  auto target = called_party(floor, by);
  if (!target) return target.error();
  const Leg* supervisor = calls.supervisor_of(id, target->phone, target->uri);
  if (supervisor == nullptr && mode == take_over_mode)
    return Error{"wrong-state", by + " does not supervise call " + to_string(id) + ": let it listen first",
                 false};
  if (!calls.talks(id))
    return Error{"wrong-state", "call " + to_string(id) + " talks to nobody whom to supervise", true};
  if (dry_run) return supervision(id, by, mode);
  if (supervisor != nullptr) return change(floor, id, *supervisor, by, mode);
  if (auto called = calls.call_supervisor(id, std::move(target).value(), *parse_supervision_mode(mode));
      !called)
    return called.error();
  return supervision(id, by, mode);
}

}  // namespace

void add_people_commands(Control& control, Floor& floor) {
  add_parking_commands(control, floor);
  control.add(ControlMethod{"call.supervise",
                            "Calls a supervisor, who hears a call that talks to somebody; changes what the "
                            "supervisor does where it does so "
                            "already.",
                            {{.name = "id", .type = ControlType::contact, .required = true, .doc = "The call."},
                             {.name = "by",
                              .type = ControlType::text,
                              .required = true,
                              .doc = "Who supervises: phone:NAME, or a SIP URI."},
                             {.name = "mode",
                              .type = ControlType::text,
                              .doc = "Whether nobody hears the supervisor, the agent alone, or both; or "
                                     "whether the supervisor talks to the "
                                     "customer in the agent's place.",
                              .fallback = "listen",
                              .choices = {"listen", "whisper", "barge", std::string(take_over_mode)}},
                             {.name = "dry_run",
                              .type = ControlType::boolean,
                              .doc = "Only check that it could be done.",
                              .fallback = false}},
                            [&floor](const ControlArguments& arguments) {
                              return supervise(floor, arguments.contact("id"), arguments.text("by"),
                                               arguments.text("mode"), arguments.boolean("dry_run"));
                            }});
}

}  // namespace tipring
