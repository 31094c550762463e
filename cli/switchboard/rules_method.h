#pragma once

#include "dsl/site/site.h"
#include "runtime/control/control.h"

namespace tipring::cli {

/// Adds `rules.decide`, by which another program asks what the site's rules say of a contact, and acts on it.
/// `site` outlives the sessions of `control`.
void add_rules_method(Control& control, const dsl::Site& site, const Clock& clock);

}  // namespace tipring::cli
