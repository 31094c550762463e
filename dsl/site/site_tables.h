#pragma once

#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// The table of that name, used at `position`; null where there is none, which is told with the nearest.
const SiteFile* table_named(const std::string& name, const SitePosition& position, const SiteFiles& files,
                            std::vector<Finding>& findings);

}  // namespace tipring::dsl
