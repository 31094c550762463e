#pragma once

#include <string>
#include <vector>

#include "dsl/sandbox/sandbox.h"
#include "dsl/site/site_files.h"

namespace tipring::dsl {

/// What `require` finds: the files below the lib folder of the site, or of the enterprise ("lib/greeting.lua"
/// is "greeting", "lib/de/words.lua" is "de.words") and the standard library ("stdlib.english"). Nothing else.
/// A module runs once; what it returns is what every require of it gives.
class Modules {
 public:
  explicit Modules(const SiteFiles& files);

  std::vector<std::string> names() const;

  /// Makes `require` a global of a fresh state. `this` must outlive the state.
  void register_require(lua_State* lua);

 private:
  static int require(lua_State* lua);
  const SiteFile* find(const std::string& name) const;

  std::string prefix_;             // Of the names of files.
  std::vector<SiteFile> modules_;  // `name` is the module's, not the file's.
};

}  // namespace tipring::dsl
