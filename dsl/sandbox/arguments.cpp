#include <algorithm>
#include <limits>

#include "dsl/sandbox/library.h"

namespace tipring::dsl {

void raise_bad_argument(lua_State* lua, int index, const char* function, std::string_view problem) {
  raise_mistake(
      lua, "bad argument #" + std::to_string(index) + " to '" + function + "' (" + std::string(problem) + ")");
}

void raise_bad_type(lua_State* lua, int index, const char* function, std::string_view expected) {
  const char* got = lua_isnone(lua, index) ? "no value" : luaL_typename(lua, index);
  raise_bad_argument(lua, index, function, std::string(expected) + " expected, got " + got);
}

std::string_view check_text(lua_State* lua, int index, const char* function) {
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  if (text == nullptr) raise_bad_type(lua, index, function, "string");
  return {text, size};
}

double check_number(lua_State* lua, int index, const char* function) {
  if (lua_isnumber(lua, index) == 0) raise_bad_type(lua, index, function, "number");
  return lua_tonumber(lua, index);
}

int check_whole(lua_State* lua, int index, const char* function, int fallback) {
  if (lua_isnoneornil(lua, index)) return fallback;
  const double number = check_number(lua, index, function);
  if (number != number) return 0;
  constexpr double lowest = std::numeric_limits<int>::min();
  constexpr double highest = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(number, lowest, highest));
}

void check_table(lua_State* lua, int index, const char* function) {
  if (!lua_istable(lua, index)) raise_bad_type(lua, index, function, "table");
}

}  // namespace tipring::dsl
