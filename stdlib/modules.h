#pragma once

#include <string>
#include <vector>

namespace tipring::stdlib {

/// A module of the standard library: what `require "stdlib.english"` loads.
struct Module {
  std::string name;  ///< "english"
  std::string text;
};

/// All of them, by name.
const std::vector<Module>& modules();

}  // namespace tipring::stdlib
