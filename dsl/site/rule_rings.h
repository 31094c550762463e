#pragma once

#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Rule sets that lead round for ever.
struct RuleRing {
  std::vector<std::string> sets{};  ///< In their order: the last leads back to the first.
  /// Names the sets and the rule or row that leads from each to the next; stands where the one does that closes
  /// the ring, and for a row where the site names its table.
  Finding finding{};
};

/// Rule sets that lead only to one another, and such as lead some contact round for ever: each ring once, with
/// an example of whom it holds. What functions say is not known, and makes no ring. `sets` are those of the
/// site; of two of one name the later counts. With very many rules that lead to rules not all are tried.
std::vector<RuleRing> rule_rings(const Definitions& definitions,
                                 const std::vector<const RuleSetDefinition*>& sets);

}  // namespace tipring::dsl
