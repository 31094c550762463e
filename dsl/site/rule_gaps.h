#pragma once

#include <optional>
#include <string>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// A contact that no rule of a set without `otherwise` takes: "one without reason and with caller = \"x\"".
/// Empty where there may be one, of which no example was found. Nothing where every contact is taken, as by
/// present and missing, by true, false and missing, or by all choices of a variable. What functions say counts
/// as no.
std::optional<std::string> contact_in_gap(const Definitions& definitions, const RuleSetDefinition& rules);

}  // namespace tipring::dsl
