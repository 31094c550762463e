#pragma once

#include <vector>

#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Says of each rule on which line it stands: the rules of a table do not know.
void place_rules(Definitions& definitions, const std::vector<SiteFile>& scripts);

}  // namespace tipring::dsl
