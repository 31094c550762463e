#include "dsl/site/rule_order.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "dsl/site/site_attributes.h"
#include "runtime/rules/implication.h"
#include "runtime/rules/table_place.h"

namespace tipring::dsl {

/// Each rule is held against those before it that may hold for an example of it, which an index finds.
class RuleOrderCheck::Pairs {
 public:
  Pairs(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes)
      : definitions_(definitions), rules_(rules), mistakes_(mistakes), set_(rules), place_(rules.rules.size()) {
    for (std::size_t i = 0; i < set_.order().size(); ++i)
      place_[set_.order()[i]] = i;
  }

  bool go_on(std::size_t pairs) {
    for (std::size_t compared = 0; next_ < set_.order().size();) {
      compared += check(set_.order()[next_++]);
      if (compared >= pairs) break;
    }
    return next_ < set_.order().size();
  }

 private:
  // How many pairs that took.
  std::size_t check(std::size_t rule) {
    const Condition& when = rules_.rules[rule].when;
    if (never_holds(when, rules_.attributes.size()) || asks_what_is_not_ours(when)) {
      mistakes_.add(FindingKind::never_decides, rules_.rules[rule],
                    "never holds: nothing is " + to_text(when, rules_.attributes, rules_.predicate_names));
      return 1;
    }
    std::size_t compared = 0;
    for (const std::size_t other : rules_beside(when)) {
      ++compared;
      if (place_[other] < place_[rule] && is_in_the_way(rules_.rules[rule], rules_.rules[other])) break;
    }
    return compared;
  }

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

  std::vector<std::size_t> rules_beside(const Condition& when) const {
    auto example = example_of(when, rules_.attributes.size());
    if (!example) return set_.order();
    // What the condition does not ask may be anything.
    for (Observation& observation : *example)
      if (observation.state == Observation::State::missing) observation = not_known();
    return set_.candidates(*example);
  }

  // `rule "wide" (line 3)`; a row has no line.
  std::string named(const Rule& rule) const {
    if (is_table_place(rules_.file)) return row_named(rule.name);
    return "rule \"" + rule.name + "\" (line " + std::to_string(rule.line) + ")";
  }

  // Whether there is something to tell of the two.
  bool is_in_the_way(const Rule& later, const Rule& earlier) {
    if (rules_.policy == HitPolicy::unique) {
      if (!can_meet(later, earlier)) return false;
      mistakes_.add(
          FindingKind::rules_meet, later,
          "and " + named(earlier) + " can hold at once, where policy = \"unique\" lets neither decide");
      return true;
    }
    if (rules_.policy == HitPolicy::collect || !implies(later.when, earlier.when)) return false;
    mistakes_.add(FindingKind::never_decides, later,
                  "never decides: " + named(earlier) + " holds whenever it does, and comes first");
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
  RuleMistakes& mistakes_;
  RuleSet set_;
  std::vector<std::size_t> place_;  // Of each rule, in the order of deciding.
  std::size_t next_ = 0;            // In that order.
};

RuleOrderCheck::RuleOrderCheck(const Definitions& definitions, const RuleSetDefinition& rules)
    : pairs_(std::make_unique<Pairs>(definitions, rules, mistakes_)) {}

RuleOrderCheck::~RuleOrderCheck() = default;

bool RuleOrderCheck::go_on(std::size_t pairs) {
  return pairs_->go_on(pairs);
}

void check_rule_order(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes) {
  RuleOrderCheck check(definitions, rules);
  check.go_on(std::numeric_limits<std::size_t>::max());
  for (const RuleMistake& mistake : check.mistakes().all())
    mistakes.add(mistake);
}

}  // namespace tipring::dsl
