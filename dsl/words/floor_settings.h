#pragma once

#include <string>

#include "dsl/words/definitions.h"
#include "runtime/contact/floor_context.h"

namespace tipring::dsl {

/// What the floor takes from a site. `recordings_folder` is as in FloorSettings.
FloorSettings floor_settings_of(const Definitions& definitions, std::string recordings_folder);

}  // namespace tipring::dsl
