#pragma once

#include <string>
#include <vector>

#include "dsl/binding/word_call.h"

namespace tipring::dsl {

/// The repeated arguments of a word as SIP URIs. Raises a mistake where one is none, or where there are none.
std::vector<std::string> sip_targets(const WordCall& call);

}  // namespace tipring::dsl
