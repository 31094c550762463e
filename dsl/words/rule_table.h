#pragma once

#include <string>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// A rule set as it was read.
struct ReadRules {
  RulesDefinition rules{};
  std::vector<LoadMistake> mistakes{};  ///< With any the rules are good for nothing.
};

/// Reads what follows `rules "name"`: the rules, `otherwise` and `policy`. Tells all mistakes at once, each
/// with the rule's name.
ReadRules rules_at(const WordCall& call, int table, const std::string& name);

}  // namespace tipring::dsl
