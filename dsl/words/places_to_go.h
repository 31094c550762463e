#pragma once

#include <string>

#include "dsl/binding/word_call.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {

/// The value at a stack index as a place to go: what dialog, rules, queue, reject, redirect and hang_up give, a
/// phone, a number by a trunk, or a URI. Raises a mistake that begins with `what` for anything else.
Action place_to_go_at(const WordCall& call, int index, const std::string& what);

/// The value at a stack index as somebody to call, likewise; numbers of tel: URIs are not taken, as no trunk is
/// said.
ActionParty party_at(const WordCall& call, int index, const std::string& what);

}  // namespace tipring::dsl
