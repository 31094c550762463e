#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What is wrong with the site's rules, in their order: attributes and variables that there are not or that
/// never are what they are compared with, rules that never decide, contacts that no rule takes, rules that meet
/// where only one may hold, and rule sets that only lead to one another.
std::vector<Finding> check_rules(const Definitions& definitions);

/// What is wrong with rules that are rows, `tables`, as check_rules() tells it of others: those that never
/// decide or that meet where only one may, and rings of rule sets that they are a part of. The rows themselves
/// are in order.
std::vector<Finding> check_table_rules(const Definitions& definitions,
                                       const std::vector<RuleSetDefinition>& tables);

/// What is wrong with the rules of one set, each by itself: what they ask for and set.
std::vector<Finding> check_rule_values(const Definitions& definitions, const RuleSetDefinition& rules);

}  // namespace tipring::dsl
