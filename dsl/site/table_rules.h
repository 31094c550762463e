#pragma once

#include <vector>

#include "dsl/site/table_mistake.h"
#include "dsl/words/definitions.h"
#include "runtime/ports/database.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Rules as a table has them.
struct TableRules {
  RuleSetDefinition rules;
  std::vector<TableMistake> mistakes;  ///< None: the rules may take force.
};

/// Asks for all rows of the table of such a rule set: 100,000 at most.
DatabaseRequest rule_table_request(const RulesDefinition& site);

/// The rows by position, then by name, where they have such columns: NULL is last.
DatabaseRows rule_rows_in_order(DatabaseRows rows);

/// Makes the rows of a table the rules of the set that `site` begins with its policy and otherwise. The columns
/// name (required) and position say which rule is which and in which order they stand; go, priority and note
/// are what rules have; set_NAME sets a variable; always, where it is true, lets a rule hold for every contact,
/// and no rule else may ask nothing. Each further column is an attribute: customer_tier is customer.tier. See
/// table_cells.h and table_actions.h for what the cells say.
TableRules read_table_rules(const Definitions& definitions, const RulesDefinition& site,
                            const DatabaseRows& rows);

}  // namespace tipring::dsl
