#pragma once

#include <lua.hpp>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// Where the script stands that called the running word.
SitePosition position_of_caller(lua_State* lua);

}  // namespace tipring::dsl
