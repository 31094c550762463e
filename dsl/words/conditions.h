#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What a field of `when` may be instead of a value: what `above(500)` or `on_list "barred"` gives.
struct ConstraintObject {
  Attribute::Kind asks = Attribute::Kind::field;  ///< Of the field; for others `name` says which.
  std::string name{};
  Comparison::Kind kind = Comparison::Kind::is;
  std::vector<FieldValue> values{};
};

/// A whole condition: what `any { … }` or `always` gives. Names attributes by their places in `attributes`.
struct ConditionObject {
  Condition condition{};
  std::vector<Attribute> attributes{};
  std::vector<RulePredicate> predicates{};
};

/// Whether a field of `when` asks for hours, and not for an attribute or a variable: "open" and "closed".
bool asks_for_hours(std::string_view field);

/// The value at a stack index as a condition: a table as `when` takes it, or a ConditionObject. Raises a
/// mistake that begins with `what` for anything else.
ConditionObject condition_at(const WordCall& call, int index, const std::string& what);

/// What a table asks, each field and item a condition of its own.
std::vector<ConditionObject> conditions_at(const WordCall& call, int index, const std::string& what);

/// One condition out of several.
ConditionObject combine(Condition::Kind kind, const std::vector<ConditionObject>& parts);

/// Adds the condition to those of a rule set: what it names is found by its places there.
Condition adopt(const ConditionObject& object, RuleSetDefinition& rules,
                std::vector<RulePredicate>& predicates);

}  // namespace tipring::dsl
