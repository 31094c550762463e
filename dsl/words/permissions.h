#pragma once

#include "dsl/binding/word_call.h"
#include "runtime/contact/call_permission.h"

namespace tipring::dsl {

/// The options may_call and may_not_call of a phone or trunk. Raises a mistake for what is neither a pattern
/// nor a name; names are noted, to be looked up once everything is loaded.
CallPermission permission_of(const WordCall& call);

}  // namespace tipring::dsl
