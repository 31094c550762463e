#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/rules/rule_set.h"

namespace tipring {

/// Rule sets as JSON, which a version of a site keeps, so that its decisions can be told when it is gone. The
/// same rules give the same bytes.
std::string rules_to_json(const std::vector<const RuleSetDefinition*>& sets);

/// Fails with "bad-rules" on anything that rules_to_json() does not write.
Result<std::vector<RuleSetDefinition>> rules_from_json(std::string_view text);

}  // namespace tipring
