#pragma once

#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// What is wrong with how a site names its enterprises: folders without scripts or that cannot be a name,
/// numbers of enterprises that have no folder, and enterprises without a number. `site` are its own
/// definitions, with its numbers read.
std::vector<Finding> enterprise_findings(const Definitions& site, const SiteFiles& files);

/// Gives an enterprise, before its scripts run, what holds for all alike: phones, trunks, tones, where media
/// go; and of the site's numbers its own.
void give_shared(const Definitions& site, const std::string& enterprise, Definitions& theirs);

/// Gives it, after that, what holds where it says nothing: the site's zone and region.
void give_usual(const Definitions& site, Definitions& theirs);

}  // namespace tipring::dsl
