#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/rules/rule_set.h"

namespace tipring::cli {

/// The rules of every version of a site that has decided anything, so that its decisions can be told when the
/// site has long been changed: one file for each version, named by short_version(). They are never changed.
class RuleVersions {
 public:
  explicit RuleVersions(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes the file where there is none yet: whole or not at all. Fails with "unwritable".
  Result<void> keep(std::string_view version, const std::vector<const RuleSetDefinition*>& sets) const;
  /// The same, of what rules_to_json() gave.
  Result<void> keep_text(std::string_view version, std::string_view rules) const;

  /// Fails with "not-found" where the version was not kept, and with "bad-rules" where its file is damaged.
  Result<std::vector<RuleSetDefinition>> find(std::string_view version) const;

 private:
  std::filesystem::path file_of(std::string_view version) const;

  std::filesystem::path folder_;
};

}  // namespace tipring::cli
