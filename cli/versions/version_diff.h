#pragma once

#include <string>
#include <vector>

#include "dsl/site/site_files.h"
#include "runtime/rules/rule_set.h"

namespace tipring::cli {

/// A file that two versions do not have alike.
struct FileChange {
  std::string file;    ///< Relative to the site.
  std::string change;  ///< "added", "removed", "changed"
};

/// In the order of their names.
std::vector<FileChange> file_changes(const dsl::SiteFiles& before, const dsl::SiteFiles& after);

/// A rule that two versions do not have alike.
struct RuleChange {
  std::string rules;  ///< The rule set's name.
  std::string rule;   ///< The rule's; empty for what is of the rule set itself.
  std::string
      change;  ///< "added", "removed", "changed"; of a rule set also "otherwise changed", "order changed"
};

/// By what rules say, not by where they stand in their files. In the order of rule sets, and of their rules as
/// they were and then as they are.
std::vector<RuleChange> rule_changes(const std::vector<RuleSetDefinition>& before,
                                     const std::vector<RuleSetDefinition>& after);

}  // namespace tipring::cli
