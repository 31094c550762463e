#pragma once

#include <string>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Adds what the site, or one of its enterprises, says of queues and agents to what the floor is to know of
/// them: by names that are the whole floor's (Host::whole_name()). With `shares_floor` there are others beside
/// it, whose agents do not serve its queues. `enterprise`: empty for the site's own.
void add_to_plan(const Definitions& definitions, const std::string& enterprise, bool shares_floor,
                 DistributionPlan& plan);

/// Needs as a rule has them, as the floor wants them.
Needs needs_of(const std::map<std::string, int, std::less<>>& needs);

}  // namespace tipring::dsl
