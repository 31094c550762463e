#include "dsl/site/site_attributes.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "dsl/words/callee_hours.h"

namespace tipring::dsl {
namespace {

bool knows_own_numbers(const Definitions& definitions) {
  return definitions.own_numbers && definitions.own_numbers->numbers;
}

Observation of_own_number(const Definitions& definitions, const Observation& dialled, Day today,
                          std::string_view name) {
  if (dialled.state != Observation::State::seen) return dialled;
  const auto* text = std::get_if<std::string>(&dialled.value);
  if (text == nullptr) return {};
  const OwnNumber* number = own_number(definitions, *text, today);
  if (number == nullptr) return {};
  const std::string& what = name == "number.purpose" ? number->purpose : number->enterprise;
  return what.empty() ? Observation{} : seen(what);
}

Observation open_or_not(const Definitions& definitions, const std::string& name, UtcTime now,
                        const ObserveField& observe_field) {
  const auto hours = definitions.hours.find(name);
  if (hours == definitions.hours.end() || !hours->second.hours) return {};
  const auto& closing = hours->second.hours->closing();
  if (closing && closing->holds_at(now)) return seen(false);
  if (!hours->second.of_callee) return seen(hours->second.hours->is_open(now));
  const Observation dialled = observe_field("dialled");
  if (dialled.state != Observation::State::seen) return dialled;
  const auto* number = std::get_if<std::string>(&dialled.value);
  if (number == nullptr) return {};
  const auto open = is_open_for(definitions, *hours->second.hours, *number, now);
  return open ? seen(*open) : Observation{};
}

// Empty: it is no field of the contact that decides it.
std::string field_behind(const Definitions& definitions, const Attribute& attribute) {
  if (attribute.kind == Attribute::Kind::queue) return {};
  if (attribute.kind == Attribute::Kind::hours)
    return is_of_callee(definitions, attribute.name) ? "dialled" : "";
  if (attribute.kind != Attribute::Kind::field) return attribute.field;
  return is_number_attribute(attribute.field) ? "dialled" : "";
}

}  // namespace

const OwnNumber* own_number(const Definitions& definitions, const std::string& text, Day today) {
  const auto& own = definitions.own_numbers;
  return own && own->numbers ? own->numbers->find(own->form.of(text), today) : nullptr;
}

bool is_of_callee(const Definitions& definitions, std::string_view hours) {
  const auto found = definitions.hours.find(hours);
  return found != definitions.hours.end() && found->second.of_callee;
}

Observation observe_figure(const Distributor& distributor, const std::string& queue, std::string_view figure) {
  const Queue* found = distributor.find_queue(queue);
  if (found == nullptr) return {};
  const QueueFigures figures = distributor.figures(*found);
  const auto count = [](std::size_t number) { return seen(static_cast<std::int64_t>(number)); };
  if (figure == "waiting") return count(figures.waiting);
  if (figure == "logged_in") return count(figures.logged_in);
  if (figure == "ready") return count(figures.ready);
  if (figure == "serving") return count(figures.serving);
  if (figure != "longest_wait") return {};
  return seen(std::chrono::duration_cast<std::chrono::duration<std::int64_t>>(figures.longest_wait).count());
}

std::string name_of_figure(const Attribute& attribute) {
  return "queue." + attribute.name + "." + attribute.field;
}

bool is_number_attribute(std::string_view name) {
  constexpr auto names = number_attributes();
  return std::ranges::find(names, name) != names.end();
}

Observation observe_attribute(const Definitions& definitions, const Attribute& attribute, UtcTime now,
                              const ObserveField& observe_field) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (attribute.kind == Attribute::Kind::hours)
    return open_or_not(definitions, attribute.name, now, observe_field);
  if (attribute.kind == Attribute::Kind::queue) return observe_field(name_of_figure(attribute));
  const bool is_field = attribute.kind == Attribute::Kind::field;
  if (is_field && definitions.own_numbers && is_number_attribute(attribute.field))
    return of_own_number(definitions, observe_field("dialled"), today, attribute.field);
  const Observation field = observe_field(attribute.field);
  if (is_field || field.state != Observation::State::seen) return field;
  const auto* text = std::get_if<std::string>(&field.value);
  if (text == nullptr) return {};
  if (attribute.kind == Attribute::Kind::number) return seen(definitions.number_form.of(*text));
  // What is not known, as its table could not be read yet, is neither so nor otherwise.
  if (attribute.kind == Attribute::Kind::owned)
    return knows_own_numbers(definitions) ? seen(own_number(definitions, *text, today) != nullptr)
                                          : Observation{};
  const auto list = definitions.lists.find(attribute.name);
  if (list == definitions.lists.end() || !list->second.numbers) return {};
  return seen(list->second.numbers->has(definitions.number_form.of(*text)));
}

void see_what_is_asked_about(const Definitions& definitions, RuleSetDefinition& rules) {
  const std::vector<Attribute> asked = rules.attributes;
  for (const Attribute& attribute : asked)
    if (std::string field = field_behind(definitions, attribute); !field.empty())
      rules.place_of({.field = std::move(field)});
}

}  // namespace tipring::dsl
