#include "dsl/site/rule_checks.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "dsl/site/rule_findings.h"
#include "dsl/site/rule_gaps.h"
#include "dsl/site/rule_rings.h"
#include "dsl/site/rule_values.h"
#include "dsl/site/site_attributes.h"
#include "runtime/rules/implication.h"

namespace tipring::dsl {
namespace {

// Checks one rule set whose values are in order.
class OrderCheck {
 public:
  OrderCheck(const Definitions& definitions, const RuleSetDefinition& rules, RuleFindings& findings)
      : definitions_(definitions), rules_(rules), findings_(findings) {}

  // Rules that never decide, and those that meet where only one may hold. Each is held against those that may
  // hold for an example of it, which an index finds.
  void check() {
    const RuleSet set(rules_);
    std::vector<std::size_t> place(rules_.rules.size());
    for (std::size_t i = 0; i < set.order().size(); ++i)
      place[set.order()[i]] = i;
    for (const std::size_t rule : set.order()) {
      const Condition& when = rules_.rules[rule].when;
      if (never_holds(when, rules_.attributes.size()) || asks_what_is_not_ours(when)) {
        findings_.add(FindingKind::never_decides, rules_.rules[rule].line,
                      named_rule(rules_.rules[rule].name) + " never holds: nothing is " +
                          to_text(when, rules_.attributes, rules_.predicate_names));
        continue;
      }
      for (const std::size_t other : rules_beside(set, when))
        if (place[other] < place[rule] && is_in_the_way(rules_.rules[rule], rules_.rules[other])) break;
    }
  }

 private:
  // The purpose of a number that is none of the site's.
  bool asks_what_is_not_ours(const Condition& when) const {
    bool is_not_ours = false;
    bool asks = false;
    const std::span<const Condition> parts =
        when.kind == Condition::Kind::all ? std::span(when.parts) : std::span(&when, 1);
    for (const Condition& part : parts) {
      if (part.kind != Condition::Kind::comparison) continue;
      const Attribute& attribute = rules_.attributes[part.comparison.attribute];
      const bool is_owned = attribute.kind == Attribute::Kind::owned && attribute.field == "dialled";
      is_not_ours = is_not_ours || (is_owned && part.comparison.values == std::vector<FieldValue>{false});
      asks = asks || (attribute.kind == Attribute::Kind::field && is_number_attribute(attribute.field) &&
                      part.comparison.kind != Comparison::Kind::missing);
    }
    return is_not_ours && asks;
  }

  std::vector<std::size_t> rules_beside(const RuleSet& set, const Condition& when) const {
    auto example = example_of(when, rules_.attributes.size());
    if (!example) return set.order();
    // What the condition does not ask may be anything.
    for (Observation& observation : *example)
      if (observation.state == Observation::State::missing) observation = not_known();
    return set.candidates(*example);
  }

  // Whether there is something to tell of the two.
  bool is_in_the_way(const Rule& later, const Rule& earlier) {
    const std::string line = " (line " + std::to_string(earlier.line) + ")";
    if (rules_.policy == HitPolicy::unique) {
      if (!can_meet(later, earlier)) return false;
      findings_.add(FindingKind::rules_meet, later.line,
                    named_rule(later.name) + " and " + named_rule(earlier.name) + line +
                        " can hold at once, where policy = \"unique\" lets neither decide");
      return true;
    }
    if (rules_.policy == HitPolicy::collect || !implies(later.when, earlier.when)) return false;
    findings_.add(FindingKind::never_decides, later.line,
                  named_rule(later.name) + " never decides: " + named_rule(earlier.name) + line +
                      " holds whenever it does, and comes first");
    return true;
  }

  // Whether both can hold of one contact, as far as examples tell.
  bool can_meet(const Rule& one, const Rule& other) const {
    const Condition both{.kind = Condition::Kind::all, .parts = {one.when, other.when}};
    const auto example = example_of(both, rules_.attributes.size());
    return example && holds_of_real_one(both, *example);
  }

  // A number as it is dialled and the same internationally go together: either the one or the other is as the
  // example has it.
  bool holds_of_real_one(const Condition& condition, const std::vector<Observation>& example) const {
    for (std::size_t place = 0; place < example.size(); ++place) {
      const Attribute& attribute = rules_.attributes[place];
      if (attribute.kind != Attribute::Kind::number) continue;
      const auto dialled = std::ranges::find(
          rules_.attributes, Attribute{.kind = Attribute::Kind::field, .field = attribute.field});
      if (dialled == rules_.attributes.end()) continue;
      const auto place_dialled = static_cast<std::size_t>(dialled - rules_.attributes.begin());
      std::vector<Observation> as_dialled = example;
      std::vector<Observation> as_number = example;
      as_dialled[place] = in_form(example[place_dialled]);
      as_number[place_dialled] = example[place];
      if (!holds_of(condition, as_dialled) && !holds_of(condition, as_number)) return false;
    }
    return true;
  }

  static bool holds_of(const Condition& condition, const std::vector<Observation>& observations) {
    class NothingSaid final : public Predicates {
     public:
      Truth holds(std::size_t /*predicate*/) override { return Truth::unknown; }
    };
    NothingSaid nothing_said;
    return holds(condition, observations, nothing_said) == Truth::yes;
  }

  Observation in_form(const Observation& dialled) const {
    const auto* text = std::get_if<std::string>(&dialled.value);
    return text == nullptr ? dialled : seen(definitions_.number_form.of(*text));
  }

  const Definitions& definitions_;
  const RuleSetDefinition& rules_;
  RuleFindings& findings_;
};

void check_gap(const Definitions& definitions, const RuleSetDefinition& rules, RuleFindings& findings) {
  if (rules.otherwise) return;
  const auto contact = contact_in_gap(definitions, rules);
  if (!contact) return;
  findings.add(FindingKind::no_way_on, rules.line,
               "a contact that no rule takes would go nowhere" +
                   (contact->empty() ? "" : ", such as one of whom " + *contact) +
                   ": add otherwise = dialog \"name\", or another place to go");
}

void check(const Definitions& definitions, const RuleSetDefinition& rules, std::vector<Finding>& all) {
  std::vector<Finding> of_this;
  RuleFindings findings(rules, of_this);
  check_rule_values(definitions, rules, findings);
  check_otherwise(definitions, rules, findings);
  if (findings.empty()) {
    OrderCheck(definitions, rules, findings).check();
    check_gap(definitions, rules, findings);
  }
  std::ranges::move(of_this, std::back_inserter(all));
}

}  // namespace

std::vector<Finding> check_rules(const Definitions& definitions) {
  std::vector<Finding> findings;
  for (const auto& [name, definition] : definitions.rules)
    check(definitions, definition.rules, findings);
  std::ranges::move(rule_rings(definitions, {}), std::back_inserter(findings));
  return findings;
}

std::vector<Finding> check_table_rules(const Definitions& definitions,
                                       const std::vector<RuleSetDefinition>& tables) {
  std::vector<Finding> findings;
  for (const RuleSetDefinition& rules : tables) {
    std::vector<Finding> of_this;
    RuleFindings of_rules(rules, of_this);
    OrderCheck(definitions, rules, of_rules).check();
    std::ranges::move(of_this, std::back_inserter(findings));
  }
  std::ranges::move(rule_rings(definitions, tables), std::back_inserter(findings));
  return findings;
}

std::vector<Finding> check_rule_values(const Definitions& definitions, const RuleSetDefinition& rules) {
  std::vector<Finding> findings;
  RuleFindings of_rules(rules, findings);
  check_rule_values(definitions, rules, of_rules);
  return findings;
}

}  // namespace tipring::dsl
