#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runtime/rules/rule_set.h"

namespace tipring {

/// What became of one rule in a decision.
struct RuleVerdict {
  std::size_t rule = 0;  ///< Its place in the rule set.
  Truth holds = Truth::no;
  /// The condition on which it failed and what was seen, `customer.tier is "gold", but it was "silver"`; for a
  /// rule that holds the whole condition.
  std::string why{};
};

/// A decision with its reasons: every rule that was tried, in the order of deciding.
struct Explanation {
  Decision decision{};
  Outcome outcome{};
  std::vector<RuleVerdict> tried{};
};

/// Decides again, trying each rule in its turn.
Explanation explain(const RuleSet& rules, Circumstances& circumstances);

}  // namespace tipring
