#pragma once

#include <vector>

#include "dsl/site/asked_rules.h"
#include "dsl/site/site_versions.h"
#include "runtime/control/control.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// Adds `rules.decide`, by which another program asks what the site's rules say of a contact, and acts on it.
/// Those of the version in force. `versions` outlives the sessions of `control`.
void add_rules_method(Control& control, const dsl::SiteVersions& versions, const Clock& clock);

/// What was asked, as `rules.decide` and `tipring decide` tell it: an array of what decision_json() gives, each
/// with `at`, the time that was asked about, and `goes_round`; `enterprise` where the rules are one's.
Json asked_json(const std::vector<dsl::AskedRules>& asked, UtcTime at, const std::string& enterprise);

}  // namespace tipring::cli
