#include "dsl/site/rule_checks.h"

#include <algorithm>
#include <string>

#include "dsl/site/rule_rings.h"
#include "dsl/site/site_attributes.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/contact/contact_attributes.h"
#include "runtime/rules/implication.h"

namespace tipring::dsl {
namespace {

// Checks one rule set.
class RulesCheck {
 public:
  RulesCheck(const Definitions& definitions, const RuleSetDefinition& rules, std::vector<Finding>& findings)
      : definitions_(definitions), rules_(rules), findings_(findings) {}

  void check_each() {
    for (const Rule& rule : rules_.rules) {
      check_values(rule, rule.when);
      check_set(rule.name, rule.outcome, rule.line);
    }
  }

  void check() {
    check_each();
    if (rules_.otherwise) check_set("otherwise", *rules_.otherwise, rules_.line);
    if (!findings_.empty()) return;
    check_order();
    check_gap();
  }

 private:
  void add(FindingKind kind, int line, const std::string& text, const std::string& suggestion = {}) {
    const Finding finding{.kind = kind,
                          .file = rules_.file,
                          .position = {static_cast<std::uint32_t>(line), 1},
                          .text = "rules \"" + rules_.name + "\": " + text,
                          .suggestion = suggestion};
    const bool known = std::ranges::any_of(findings_, [&](const Finding& other) {
      return other.file == finding.file && other.position == finding.position && other.text == finding.text;
    });
    if (!known) findings_.push_back(finding);
  }

  static std::string named(const std::string& rule) {
    return rule == "otherwise" ? rule : "rule \"" + rule + "\"";
  }

  std::vector<std::string> known_names() const {
    std::vector<std::string> names;
    for (const ContactAttribute& attribute : contact_attributes())
      names.emplace_back(attribute.name);
    for (const std::string_view name : number_attributes())
      names.emplace_back(name);
    for (const auto& [name, type] : definitions_.variables)
      names.push_back(name);
    return names;
  }

  void check_values(const Rule& rule, const Condition& condition) {
    for (const Condition& part : condition.parts)
      check_values(rule, part);
    if (condition.kind != Condition::Kind::comparison) return;
    const Comparison& comparison = condition.comparison;
    const Attribute& attribute = rules_.attributes[comparison.attribute];
    if (attribute.kind == Attribute::Kind::hours) return check_hours(rule, attribute.name);
    const std::string& field = attribute.field;
    const auto variable = definitions_.variables.find(field);
    const bool is_variable = variable != definitions_.variables.end();
    if (!is_variable && find_contact_attribute(field) == nullptr && !is_number_attribute(field)) {
      const auto near = nearest(field, known_names());
      return add(FindingKind::unknown_name, rule.line,
                 named(rule.name) + " asks for '" + field +
                     "', which is neither an attribute of contacts nor a " + "declared variable" +
                     did_you_mean(near),
                 near.value_or(""));
    }
    if (!definitions_.own_numbers && (attribute.kind == Attribute::Kind::owned || is_number_attribute(field)))
      return add(
          FindingKind::unknown_name, rule.line,
          named(rule.name) +
              " asks for the site's own numbers, and there are none: numbers \"numbers.csv\" names them");
    const VariableType type = is_variable ? variable->second : VariableType{};
    if (attribute.kind != Attribute::Kind::field) return check_asks_text(rule, field, type);
    if (const std::string why = why_never(type, comparison); !why.empty())
      add(FindingKind::wrong_argument, rule.line, named(rule.name) + " never holds: '" + field + "' is " + why);
  }

  void check_hours(const Rule& rule, const std::string& name) {
    if (definitions_.hours.contains(name)) return;
    std::vector<std::string> names;
    for (const auto& [known, definition] : definitions_.hours)
      names.push_back(known);
    const auto near = nearest(name, names);
    add(FindingKind::unknown_name, rule.line,
        named(rule.name) + " asks for hours \"" + name + "\", which are not defined" + did_you_mean(near),
        near.value_or(""));
  }

  // Only a text can be a number that is ours, or on a list.
  void check_asks_text(const Rule& rule, const std::string& field, const VariableType& type) {
    if (is_text(type)) return;
    add(FindingKind::wrong_argument, rule.line,
        named(rule.name) + " never holds: '" + field + "' is " + wanted(type) +
            ", and is compared with telephone numbers");
  }

  static bool is_text(const VariableType& type) {
    return type.kind == VariableType::Kind::text || type.kind == VariableType::Kind::one_of;
  }

  static bool is_about_text(Comparison::Kind kind) {
    return kind == Comparison::Kind::number || kind == Comparison::Kind::numbers;
  }

  // "a text, and is compared with 5"; empty: it may hold.
  static std::string why_never(const VariableType& type, const Comparison& comparison) {
    using Kind = Comparison::Kind;
    if (comparison.kind == Kind::present || comparison.kind == Kind::missing) return {};
    if (is_about_text(comparison.kind))
      return is_text(type) ? "" : wanted(type) + ", and is compared with telephone numbers";
    if (comparison.kind == Kind::is || comparison.kind == Kind::one_of) {
      for (const FieldValue& value : comparison.values)
        if (!fits(type, value)) return wanted(type) + ", and is compared with " + to_text(value);
      return {};
    }
    return type.kind == VariableType::Kind::number ? "" : wanted(type) + ", and is compared with a number";
  }

  void check_set(const std::string& rule, const Outcome& outcome, int line) {
    for (const auto& [name, value] : outcome.set) {
      const auto variable = definitions_.variables.find(name);
      if (variable == definitions_.variables.end()) {
        const auto near = nearest(name, known_names());
        add(FindingKind::unknown_name, line,
            named(rule) + " sets '" + name + "', which is no declared variable" + did_you_mean(near),
            near.value_or(""));
      } else if (!fits(variable->second, value)) {
        add(FindingKind::wrong_argument, line,
            named(rule) + " sets '" + name + "' to " + to_text(value) + "; it is " + wanted(variable->second));
      }
    }
  }

  // Rules that never decide, and those that meet where only one may hold. Each is held against those that may
  // hold for an example of it, which an index finds.
  void check_order() {
    const RuleSet set(rules_);
    std::vector<std::size_t> place(rules_.rules.size());
    for (std::size_t i = 0; i < set.order().size(); ++i)
      place[set.order()[i]] = i;
    for (const std::size_t rule : set.order()) {
      const Condition& when = rules_.rules[rule].when;
      if (never_holds(when, rules_.attributes.size())) {
        add(FindingKind::never_decides, rules_.rules[rule].line,
            named(rules_.rules[rule].name) + " never holds: nothing is " +
                to_text(when, rules_.attributes, rules_.predicate_names));
        continue;
      }
      for (const std::size_t other : rules_beside(set, when))
        if (place[other] < place[rule] && is_in_the_way(rules_.rules[rule], rules_.rules[other])) break;
    }
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
      if (!example_of_both(later.when, earlier.when, rules_.attributes.size())) return false;
      add(FindingKind::rules_meet, later.line,
          named(later.name) + " and " + named(earlier.name) + line +
              " can hold at once, where policy = \"unique\" lets neither decide");
      return true;
    }
    if (rules_.policy == HitPolicy::collect || !implies(later.when, earlier.when)) return false;
    add(FindingKind::never_decides, later.line,
        named(later.name) + " never decides: " + named(earlier.name) + line +
            " holds whenever it does, and comes first");
    return true;
  }

  void check_gap() {
    const bool is_decided = std::ranges::any_of(rules_.rules, [](const Rule& rule) {
      return rule.when.kind == Condition::Kind::always && rule.outcome.go;
    });
    if (rules_.otherwise || (is_decided && rules_.policy != HitPolicy::unique)) return;
    add(FindingKind::no_way_on, rules_.line,
        "a contact that no rule takes would go nowhere: add otherwise = dialog \"name\", or another place to "
        "go");
  }

  const Definitions& definitions_;
  const RuleSetDefinition& rules_;
  std::vector<Finding>& findings_;
};

}  // namespace

std::vector<Finding> check_rules(const Definitions& definitions) {
  std::vector<Finding> findings;
  for (const auto& [name, definition] : definitions.rules) {
    std::vector<Finding> of_this;
    RulesCheck(definitions, definition.rules, of_this).check();
    findings.insert(findings.end(), of_this.begin(), of_this.end());
  }
  const std::vector<Finding> rings = rule_rings(definitions);
  findings.insert(findings.end(), rings.begin(), rings.end());
  return findings;
}

std::vector<Finding> check_rule_values(const Definitions& definitions, const RuleSetDefinition& rules) {
  std::vector<Finding> findings;
  RulesCheck(definitions, rules, findings).check_each();
  return findings;
}

}  // namespace tipring::dsl
