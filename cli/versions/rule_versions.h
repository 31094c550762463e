#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/rules/rule_set.h"

namespace tipring::cli {

/// The rules of every version of a site that has decided anything, so that its decisions can be told when the
/// site has long been changed: one file for each version and, where there are any, enterprise, named by
/// short_version() and the enterprise. They are never changed. `enterprise` is empty for the site's own.
class RuleVersions {
 public:
  explicit RuleVersions(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Writes the file where there is none yet: whole or not at all. Fails with "unwritable".
  Result<void> keep(std::string_view address, const std::vector<const RuleSetDefinition*>& sets,
                    std::string_view enterprise = {}) const;
  /// The same, of what rules_to_json() gave.
  Result<void> keep_text(std::string_view address, std::string_view rules,
                         std::string_view enterprise = {}) const;

  /// Fails with "not-found" where the version was not kept, and with "bad-rules" where its file is damaged.
  Result<std::vector<RuleSetDefinition>> find(std::string_view address, std::string_view enterprise = {}) const;

 private:
  std::filesystem::path file_of(std::string_view address, std::string_view enterprise) const;

  std::filesystem::path folder_;
};

}  // namespace tipring::cli
