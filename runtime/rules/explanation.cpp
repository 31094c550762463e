#include "runtime/rules/explanation.h"

namespace tipring {
namespace {

// Why a condition does not hold, or nobody knows whether it does, by what a decision has seen.
class Reasons final : public Predicates {
 public:
  Reasons(const RuleSetDefinition& rules, const Decision& decision) : rules_(rules), decision_(decision) {}

  Truth holds(std::size_t predicate) override {
    const auto found = decision_.predicates.find(predicate);
    return found == decision_.predicates.end() ? Truth::unknown : found->second;
  }
  Truth of(const Condition& condition) { return tipring::holds(condition, decision_.seen, *this); }

  std::string text(const Condition& condition) const {
    return to_text(condition, rules_.attributes, rules_.predicate_names);
  }

  std::string why_not(const Condition& condition) {
    switch (condition.kind) {
      case Condition::Kind::comparison:
        return text(condition) + ", but " + what_was(condition.comparison);
      case Condition::Kind::all:
        return first_with(Truth::no, condition);
      case Condition::Kind::any:
        return text(condition) + ", but nothing of that held" + what_were(condition);
      case Condition::Kind::none:
        for (const Condition& part : condition.parts) {
          if (of(part) == Truth::yes) return text(condition) + ", but " + text(part);
        }
        break;
      case Condition::Kind::predicate:
        return text(condition) +
               (holds(condition.predicate) == Truth::no ? " said no" : ", of which nobody knows what it says");
      case Condition::Kind::always:
        break;
    }
    return text(condition);
  }

 private:
  // Where no part is plainly false, it hangs on one that nobody knows.
  std::string first_with(Truth wanted, const Condition& condition) {
    for (const Truth truth_of : {wanted, Truth::unknown}) {
      for (const Condition& part : condition.parts) {
        if (of(part) == truth_of) return why_not(part);
      }
    }
    return text(condition);
  }

  std::string what_were(const Condition& condition) const {
    std::string text;
    for (const Condition& part : condition.parts) {
      if (part.kind != Condition::Kind::comparison) continue;
      const std::string name = to_text(rules_.attributes[part.comparison.attribute]);
      const std::string one = name + " was " + value_of(part.comparison.attribute);
      if (text.find(one) == std::string::npos) text += (text.empty() ? ": " : ", ") + one;
    }
    return text;
  }

  std::string value_of(std::size_t attribute) const {
    const Observation& observation = decision_.seen[attribute];
    if (observation.state == Observation::State::missing) return "not there";
    if (observation.state == Observation::State::unknown) return "not recorded";
    return to_text(observation.value);
  }

  std::string what_was(const Comparison& comparison) const {
    const Observation& observation = decision_.seen[comparison.attribute];
    const Attribute::Kind kind = rules_.attributes[comparison.attribute].kind;
    const bool is_fact =
        kind == Attribute::Kind::list || kind == Attribute::Kind::hours || kind == Attribute::Kind::owned;
    if (is_fact && observation.state == Observation::State::seen) {
      Comparison opposite = comparison;
      opposite.values = {observation.value};
      return to_text(opposite, rules_.attributes);
    }
    return "it was " + value_of(comparison.attribute);
  }

  const RuleSetDefinition& rules_;
  const Decision& decision_;
};

}  // namespace

Explanation explain(const RuleSet& rules, Circumstances& circumstances) {
  Explanation explanation;
  explanation.decision = rules.decide_one_by_one(circumstances);
  explanation.outcome = rules.outcome_of(explanation.decision);
  const RuleSetDefinition& definition = rules.definition();
  Reasons reasons(definition, explanation.decision);
  for (const std::size_t rule : rules.order()) {
    const Condition& when = definition.rules[rule].when;
    const Truth holds = reasons.of(when);
    explanation.tried.push_back(
        {rule, holds, holds == Truth::yes ? reasons.text(when) : reasons.why_not(when)});
    const bool decided = definition.policy == HitPolicy::first || definition.policy == HitPolicy::priority;
    if (holds == Truth::unknown || (decided && holds == Truth::yes)) break;
  }
  return explanation;
}

}  // namespace tipring
