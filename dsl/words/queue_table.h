#pragma once

#include <string>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Reads what follows `queue "name"`. Raises a mistake where something is wrong with it.
SiteQueue queue_at(const WordCall& call, const std::string& name);

}  // namespace tipring::dsl
