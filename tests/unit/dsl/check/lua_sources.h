#pragma once

#include <string>
#include <vector>

namespace tipring::dsl {

/// Lua texts of all shapes the grammar has, right and wrong ones.
std::vector<std::string> lua_sources();

}  // namespace tipring::dsl
