#pragma once

#include <string>
#include <vector>

#include "dsl/site/decisions.h"
#include "runtime/base/result.h"
#include "runtime/rules/explanation.h"

namespace tipring::dsl {

/// What somebody wants to know of a site's rules without a contact.
struct RulesQuestion {
  std::string rules{};  ///< Empty: the only rule set of the site.
  UtcTime at{};         ///< When: hours and the days of numbers hold or not.
  std::vector<std::string>
      given{};  ///< "caller=+12025550143", "reason=billing"; for a function of where its name.
};

/// One of the rule sets that the contact would have gone through.
struct AskedRules {
  const RuleSetDefinition* rules = nullptr;  ///< Lives as long as the site.
  Explanation explanation{};
  bool goes_round =
      false;  ///< It leads to rules where the contact has been, and was the same: nothing follows.
};

/// Decides as the site would for such a contact, and goes on where rules lead to others. What is not given the
/// contact lacks; what functions would say is not known. Fails with "not-found" where there are no such rules
/// and with "usage" on what cannot be given, naming the nearest.
Result<std::vector<AskedRules>> ask_rules(const Definitions& definitions, const Decisions& decisions,
                                          const RulesQuestion& question);

}  // namespace tipring::dsl
