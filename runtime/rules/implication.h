#pragma once

#include <optional>
#include <span>
#include <vector>

#include "runtime/rules/condition.h"

namespace tipring {

/// Whether every contact for which `condition` holds is one for which `other` does too, as far as that can be
/// told from the conditions alone: false where it cannot.
bool implies(const Condition& condition, const Condition& other);
bool implies(const Comparison& comparison, const Comparison& other);

/// What attributes may be so that the condition holds, one value for each of `attributes`; those that do not
/// matter are missing. Nothing where no such values were found: the condition may be one that never holds, or
/// ask a predicate.
std::optional<std::vector<Observation>> example_of(const Condition& condition, std::size_t attributes);

/// The same for two conditions at once.
std::optional<std::vector<Observation>> example_of_both(const Condition& one, const Condition& other,
                                                        std::size_t attributes);

/// Whether it is plain that the condition never holds: it asks of one attribute what no value is, or for what
/// its own none { … } denies.
bool never_holds(const Condition& condition, std::size_t attributes);

}  // namespace tipring
