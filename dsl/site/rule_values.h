#pragma once

#include "dsl/site/rule_findings.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Tells what rules ask for and set that there is not, and values that the thing asked for never has.
void check_rule_values(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes);

/// The same of what `otherwise` sets.
void check_otherwise(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes);

}  // namespace tipring::dsl
