#pragma once

#include <string>
#include <vector>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// What of a loaded site has no effect, though it may be meant so: tables of numbers without a number, agents
/// who can serve no queue, queues that no agent can serve. Lines for people, which begin with file and line.
std::vector<std::string> site_warnings(const Definitions& definitions);

}  // namespace tipring::dsl
