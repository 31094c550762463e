#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Rule sets that lead only to one another, and such as lead some contact round for ever: each ring once, with
/// an example of whom it holds. What functions say is not known, and makes no ring. `tables` stand in place of
/// the site's sets of their names.
std::vector<Finding> rule_rings(const Definitions& definitions, const std::vector<RuleSetDefinition>& tables);

}  // namespace tipring::dsl
