#pragma once

#include <vector>

#include "dsl/check/finding.h"
#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"
#include "runtime/ports/number_plan.h"

namespace tipring::dsl {

/// Reads the files that the lists and the own numbers of a site, or of an enterprise, name, in the form in
/// which its region has them compared. Tells files that there are not, and bad rows with their files and lines.
/// `plan` outlives the definitions.
std::vector<Finding> read_number_tables(const SiteFiles& files, const NumberPlan& plan,
                                        Definitions& definitions);

}  // namespace tipring::dsl
