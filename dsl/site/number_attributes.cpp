#include "dsl/site/number_attributes.h"

#include <algorithm>
#include <string>

namespace tipring::dsl {
namespace {

const OwnNumber* own_number(const Definitions& definitions, const std::string& text, Day today) {
  if (!definitions.own_numbers) return nullptr;
  return definitions.own_numbers->numbers.find(definitions.number_form.of(text), today);
}

const std::string* text_of(const Observation& observation) {
  return observation.state == Observation::State::seen ? std::get_if<std::string>(&observation.value) : nullptr;
}

Observation of_own_number(const OwnNumber* number, std::string_view name) {
  if (number == nullptr) return {};
  const std::string& text = name == "number.purpose" ? number->purpose : number->enterprise;
  return text.empty() ? Observation{} : seen(text);
}

}  // namespace

bool is_number_attribute(std::string_view name) {
  constexpr auto names = number_attributes();
  return std::ranges::find(names, name) != names.end();
}

Observation observe_numbers(const Definitions& definitions, Day today, const Attribute& attribute,
                            const Observation& dialled, const Observation& field) {
  if (attribute.kind == Attribute::Kind::field) {
    if (!definitions.own_numbers || !is_number_attribute(attribute.field)) return field;
    const std::string* number = text_of(dialled);
    return number == nullptr ? Observation{}
                             : of_own_number(own_number(definitions, *number, today), attribute.field);
  }
  const std::string* text = text_of(field);
  if (text == nullptr) return {};
  if (attribute.kind == Attribute::Kind::owned) return seen(own_number(definitions, *text, today) != nullptr);
  const auto list = definitions.lists.find(attribute.name);
  if (list == definitions.lists.end()) return {};
  return seen(list->second.numbers.has(definitions.number_form.of(*text)));
}

}  // namespace tipring::dsl
