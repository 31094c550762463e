#pragma once

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Reads what follows `rules "name"`: the rules, `otherwise` and `policy`. Raises a mistake that names the
/// rule.
RulesDefinition rules_at(const WordCall& call, int table, const std::string& name);

}  // namespace tipring::dsl
