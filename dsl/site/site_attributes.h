#pragma once

#include <array>
#include <functional>
#include <string_view>

#include "dsl/words/definitions.h"
#include "runtime/base/clock.h"
#include "runtime/rules/attribute.h"

namespace tipring::dsl {

/// What rules may ask of the site's own number that was dialled.
constexpr std::array<std::string_view, 2> number_attributes() {
  return {"number.enterprise", "number.purpose"};
}

bool is_number_attribute(std::string_view name);

/// What rules may ask of a queue: how many wait, for how many seconds the first has, and how many agents are
/// there, may be offered a contact, or serve one.
constexpr std::array<std::string_view, 5> queue_figures() {
  return {"waiting", "longest_wait", "logged_in", "ready", "serving"};
}

/// One of the figures of a queue, by the name that the whole floor knows it by; missing where there is no such
/// queue.
Observation observe_figure(const Distributor& distributor, const std::string& queue, std::string_view figure);

/// As a person gives it who only asks: "queue.billing.waiting".
std::string name_of_figure(const Attribute& attribute);

/// The row of the site's own numbers that a number belongs to on a day, however it is written; null: none.
const OwnNumber* own_number(const Definitions& definitions, const std::string& text, Day today);

/// Gives a field of a contact by its name: a contact's own, or one that somebody only asks about. A figure of a
/// queue is one of name_of_figure().
using ObserveField = std::function<Observation(std::string_view field)>;

/// What is seen of an attribute at a time: the field of a contact itself, or what the site's hours, lists and
/// numbers say. `definitions` are those of a site that has loaded.
Observation observe_attribute(const Definitions& definitions, const Attribute& attribute, UtcTime now,
                              const ObserveField& field);

/// Whether hours of that name go by the clocks of the number dialled.
bool is_of_callee(const Definitions& definitions, std::string_view hours);

/// Has a rule set see, and so record, the fields that its rules ask lists, the site's own numbers and the
/// callee's clocks about: a later site may have others of these, which can be asked about past contacts then.
void see_what_is_asked_about(const Definitions& definitions, RuleSetDefinition& rules);

}  // namespace tipring::dsl
