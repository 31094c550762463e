#pragma once

#include <cstddef>
#include <memory>

#include "dsl/site/rule_findings.h"
#include "dsl/words/definitions.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Looks for rules that never decide, and for those that meet where only one may hold: in one set, whose values
/// are in order. Some after the others, so that a large table keeps nobody waiting.
class RuleOrderCheck {
 public:
  /// Both outlive it and stay as they are.
  RuleOrderCheck(const Definitions& definitions, const RuleSetDefinition& rules);
  ~RuleOrderCheck();
  RuleOrderCheck(const RuleOrderCheck&) = delete;
  RuleOrderCheck& operator=(const RuleOrderCheck&) = delete;

  /// Holds rules against each other, as many pairs as that and at least one rule. False once all are.
  bool go_on(std::size_t pairs);

  /// What was found so far.
  const RuleMistakes& mistakes() const { return mistakes_; }

 private:
  class Pairs;
  RuleMistakes mistakes_;
  std::unique_ptr<Pairs> pairs_;
};

/// All of it at once.
void check_rule_order(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes);

}  // namespace tipring::dsl
