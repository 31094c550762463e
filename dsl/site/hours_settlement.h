#pragma once

#include <string>
#include <vector>

#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// With all of a site defined: gives hours their holidays, from calendars too, and their zone. What they name
/// is there. Returns what is wrong with the calendars that are used, each as "us.ics:12: text".
std::vector<std::string> settle_hours(Definitions& definitions, const SiteFiles& files);

}  // namespace tipring::dsl
