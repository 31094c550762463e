#pragma once

#include "dsl/check/known_names.h"

namespace tipring::dsl {

/// Names such as the words of the language give, enough for the examples.
KnownNames bank_names();

}  // namespace tipring::dsl
