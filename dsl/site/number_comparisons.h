#pragma once

#include "runtime/rules/number_form.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// With a region, in whose form numbers are: has rules compare caller and dialled as numbers, whatever form
/// they are dialled in, where what they are compared with is a number of that region or of the world: values,
/// patterns that begin with + or have no wildcard, ranges. Other patterns, such as "3??" and "0*", are about
/// what is dialled, and stay. Without a region all stay.
void compare_numbers(const NumberForm& form, RuleSetDefinition& rules);

}  // namespace tipring::dsl
