#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runtime/rules/rule_set.h"

namespace tipring {

inline Condition test_of(RuleSetDefinition& rules, const std::string& field, Comparison::Kind kind,
                         std::vector<FieldValue> values = {}) {
  Condition condition{.kind = Condition::Kind::comparison};
  condition.comparison = {rules.place_of({.field = field}), kind, std::move(values)};
  return condition;
}

inline Condition is(RuleSetDefinition& rules, const std::string& field, FieldValue value) {
  return test_of(rules, field, Comparison::Kind::is, {std::move(value)});
}

inline Condition combined(Condition::Kind kind, std::vector<Condition> parts) {
  return {.kind = kind, .parts = std::move(parts)};
}

inline Rule rule_to(std::string name, Condition when, const std::string& dialog) {
  Rule rule{.name = std::move(name), .when = std::move(when)};
  rule.outcome.go = Action{.kind = Action::Kind::dialog, .name = dialog};
  return rule;
}

/// What a test says that there is; what it does not say is missing.
class Scene final : public Circumstances {
 public:
  std::map<std::string, Observation> fields{};
  std::map<std::size_t, Truth> answers{};
  std::vector<std::size_t> asked{};  ///< The predicates, in their order.

  Observation see(const Attribute& attribute) override {
    const auto found = fields.find(to_text(attribute));
    return found == fields.end() ? Observation{} : found->second;
  }
  Truth holds(std::size_t predicate) override {
    asked.push_back(predicate);
    const auto found = answers.find(predicate);
    return found == answers.end() ? Truth::no : found->second;
  }
};

}  // namespace tipring
