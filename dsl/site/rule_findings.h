#pragma once

#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What is wrong with one rule set: each mistake of a line once.
class RuleFindings {
 public:
  /// Both outlive this.
  RuleFindings(const RuleSetDefinition& rules, std::vector<Finding>& findings)
      : rules_(rules), findings_(findings) {}

  /// `text` is told as one of the rule set.
  void add(FindingKind kind, int line, const std::string& text, const std::string& suggestion = {});

  bool empty() const { return findings_.empty(); }

 private:
  const RuleSetDefinition& rules_;
  std::vector<Finding>& findings_;
};

/// "rule \"gold\"", or "otherwise".
std::string named_rule(const std::string& rule);

}  // namespace tipring::dsl
