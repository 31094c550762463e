#pragma once

#include <string>

#include "dsl/site/asked_rules.h"
#include "dsl/site/site.h"

namespace tipring::dsl {

/// An enterprise of a site by its name, the site itself by the empty one. Fails with "not-found", naming the
/// nearest.
Result<const Site*> enterprise_named(const Site& site, const std::string& name);

/// Whose rules a question is about: those of the enterprise that is named or, where none is, of the one to
/// which the number belongs that is given as dialled, else the site's own. Fails with "not-found", and with
/// "usage" where the question names neither and only enterprises have rules.
Result<const Site*> asked_enterprise(const Site& site, const std::string& name, const RulesQuestion& question);

}  // namespace tipring::dsl
