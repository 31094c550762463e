#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Says of each rule on which line it stands: the rules of a table do not know.
void place_rules(Definitions& definitions, const std::vector<SiteFile>& scripts);

/// The line of a script on which the rule of that name stands, from the line `from` on; `place` 2 is the second
/// that is called so. Nothing where a script has put the name together.
std::optional<int> line_of_rule(const std::string& script, int from, const std::string& name, int place = 1);

}  // namespace tipring::dsl
