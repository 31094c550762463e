#pragma once

#include <string>
#include <vector>

#include "dsl/binding/word.h"
#include "dsl/check/known_names.h"

namespace tipring::dsl {

/// What the checker holds a site against: the words by their descriptors, the libraries of Lua as scripts see
/// them, the site's sounds, the modules it can require and its
/// calendars.
KnownNames site_names(const std::vector<Word>& words, std::vector<std::string> sounds,
                      std::vector<std::string> modules, std::vector<std::string> calendars);

}  // namespace tipring::dsl
