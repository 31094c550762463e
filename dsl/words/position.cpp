#include "dsl/words/position.h"

namespace tipring::dsl {

SitePosition position_of_caller(lua_State* lua) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(lua, level, &frame) != 0; ++level) {
    // Functions in C have no current line.
    if (lua_getinfo(lua, "Sl", &frame) != 0 && frame.currentline > 0) {
      return {static_cast<const char*>(frame.short_src), frame.currentline};
    }
  }
  return {};
}

}  // namespace tipring::dsl
