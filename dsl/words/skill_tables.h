#pragma once

#include <string>

#include "dsl/binding/word_call.h"
#include "runtime/queue/skills.h"

namespace tipring::dsl {

/// How proficient somebody is: `{ billing = 8, spanish = 3 }`. Raises a mistake that begins with `what` for
/// anything else. The skills it names are looked up once the site is loaded.
Skills skills_at(const WordCall& call, int index, const std::string& what);

/// What an agent must have: `{ billing = at_least(3), spanish = 1 }`, or `{ "billing" }` for any proficiency in
/// it. Likewise.
Needs needs_at(const WordCall& call, int index, const std::string& what);

}  // namespace tipring::dsl
