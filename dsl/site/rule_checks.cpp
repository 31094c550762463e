#include "dsl/site/rule_checks.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "dsl/site/rule_findings.h"
#include "dsl/site/rule_gaps.h"
#include "dsl/site/rule_order.h"
#include "dsl/site/rule_rings.h"
#include "dsl/site/rule_values.h"

namespace tipring::dsl {
namespace {

void check_gap(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes) {
  if (rules.otherwise) return;
  const auto contact = contact_in_gap(definitions, rules);
  if (!contact) return;
  mistakes.add({FindingKind::no_way_on,
                {},
                rules.line,
                "a contact that no rule takes would go nowhere" +
                    (contact->empty() ? "" : ", such as one of whom " + *contact) +
                    ": add otherwise = dialog \"name\", or another place to go",
                {}});
}

void check(const Definitions& definitions, const RuleSetDefinition& rules, std::vector<Finding>& all) {
  RuleMistakes mistakes;
  check_rule_values(definitions, rules, mistakes);
  check_otherwise(definitions, rules, mistakes);
  if (mistakes.empty()) {
    check_rule_order(definitions, rules, mistakes);
    check_gap(definitions, rules, mistakes);
  }
  std::ranges::move(findings_of(rules, mistakes), std::back_inserter(all));
}

}  // namespace

std::vector<Finding> check_rules(const Definitions& definitions) {
  std::vector<Finding> findings;
  std::vector<const RuleSetDefinition*> sets;
  for (const auto& [name, definition] : definitions.rules) {
    check(definitions, definition.rules, findings);
    sets.push_back(&definition.rules);
  }
  for (RuleRing& ring : rule_rings(definitions, sets))
    findings.push_back(std::move(ring.finding));
  return findings;
}

}  // namespace tipring::dsl
