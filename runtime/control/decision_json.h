#pragma once

#include "runtime/control/json.h"
#include "runtime/rules/explanation.h"

namespace tipring {

/// A decision with its reasons: rules, by, rule, go, note, priority, set, saw, missing, and tried, an array of
/// what became of each rule: rule, file, line, holds ("yes", "no", "unknown"), why.
Json decision_json(const RuleSetDefinition& rules, const Explanation& explanation);

}  // namespace tipring
