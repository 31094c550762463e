#include "dsl/site/rule_findings.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tipring::dsl {
namespace {

std::string named_rule(const std::string& rule) {
  if (rule.empty()) return {};
  return rule == "otherwise" ? "otherwise " : "rule \"" + rule + "\" ";
}

}  // namespace

void RuleMistakes::add(RuleMistake mistake) {
  if (std::ranges::find(mistakes_, mistake) == mistakes_.end()) mistakes_.push_back(std::move(mistake));
}

std::vector<Finding> findings_of(const RuleSetDefinition& rules, const RuleMistakes& mistakes) {
  std::vector<Finding> findings;
  for (const RuleMistake& mistake : mistakes.all())
    findings.push_back({.kind = mistake.kind,
                        .file = rules.file,
                        .position = {static_cast<std::uint32_t>(mistake.line), 1},
                        .text = "rules \"" + rules.name + "\": " + named_rule(mistake.rule) + mistake.text,
                        .suggestion = mistake.suggestion});
  return findings;
}

}  // namespace tipring::dsl
