#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// What is wrong with the site's rules, in their order: attributes and variables that there are not or that
/// never are what they are compared with, rules that never decide, contacts that no rule takes, rules that meet
/// where only one may hold, and rule sets that only lead to one another.
std::vector<Finding> check_rules(const Definitions& definitions);

}  // namespace tipring::dsl
