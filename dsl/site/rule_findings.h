#pragma once

#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What is wrong with a rule, or with all of a set.
struct RuleMistake {
  FindingKind kind = FindingKind::never_decides;
  std::string rule{};  ///< Its name, or "otherwise"; empty: it is the set as a whole.
  int line = 0;
  std::string text{};        ///< Goes on behind the rule's name: "never holds: …".
  std::string suggestion{};  ///< As Finding has it.

  bool operator==(const RuleMistake&) const = default;
};

/// What is wrong with one rule set: each mistake of a line once.
class RuleMistakes {
 public:
  void add(FindingKind kind, const Rule& rule, const std::string& text, const std::string& suggestion = {}) {
    add({kind, rule.name, rule.line, text, suggestion});
  }
  void add(RuleMistake mistake);

  bool empty() const { return mistakes_.empty(); }
  const std::vector<RuleMistake>& all() const { return mistakes_; }

 private:
  std::vector<RuleMistake> mistakes_;
};

/// The same of rules that stand in a script, with its file and their lines.
std::vector<Finding> findings_of(const RuleSetDefinition& rules, const RuleMistakes& mistakes);

}  // namespace tipring::dsl
