#include "dsl/site/rule_findings.h"

#include <algorithm>
#include <cstdint>

namespace tipring::dsl {

void RuleFindings::add(FindingKind kind, int line, const std::string& text, const std::string& suggestion) {
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

std::string named_rule(const std::string& rule) {
  return rule == "otherwise" ? rule : "rule \"" + rule + "\"";
}

}  // namespace tipring::dsl
