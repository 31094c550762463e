#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Rule sets that lead only to one another, and such as lead some contact round for ever: each ring once, with
/// an example of whom it holds. What functions say is not known, and makes no ring.
std::vector<Finding> rule_rings(const Definitions& definitions);

}  // namespace tipring::dsl
