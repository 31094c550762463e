#pragma once

#include <array>
#include <string_view>

#include "dsl/words/definitions.h"
#include "runtime/rules/attribute.h"

namespace tipring::dsl {

/// What rules may ask of the site's own number that was dialled.
constexpr std::array<std::string_view, 2> number_attributes() {
  return {"number.enterprise", "number.purpose"};
}

bool is_number_attribute(std::string_view name);

/// What is seen of an attribute on a day: `field`, which the contact shows of the attribute's field, or what
/// the site's lists and numbers say of it, or of the number that was dialled. `definitions` are those of a site
/// that has loaded.
Observation observe_numbers(const Definitions& definitions, Day today, const Attribute& attribute,
                            const Observation& dialled, const Observation& field);

}  // namespace tipring::dsl
