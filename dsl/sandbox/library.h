#pragma once

#include <exception>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "dsl/sandbox/lua_error.h"

namespace tipring::dsl {

/// A lua_CFunction out of which no C++ exception comes: it becomes a mistake. Lua's own errors pass.
template <lua_CFunction function>
int guarded(lua_State* lua) {
  {
    std::string problem;
    try {
      return function(lua);
    } catch (const std::exception& failure) {
      problem = failure.what();
    }
    lua_pushlstring(lua, problem.data(), problem.size());
  }
  return lua_error(lua);
}

/// Raises "bad argument #2 to 'find' (string expected, got nil)" with the script's position.
[[noreturn]] void raise_bad_argument(lua_State* lua, int index, const char* function, std::string_view problem);
/// As above, for a value of another type than `expected`.
[[noreturn]] void raise_bad_type(lua_State* lua, int index, const char* function, std::string_view expected);

// Arguments of functions, checked: the value, or the mistake raised.
std::string_view check_text(lua_State* lua, int index, const char* function);
double check_number(lua_State* lua, int index, const char* function);
/// A whole number, cut to the range of an int; `fallback` where the argument is nil or missing.
int check_whole(lua_State* lua, int index, const char* function, int fallback);
void check_table(lua_State* lua, int index, const char* function);

// Each adds its functions to the table on top of the stack, for the prelude to build the libraries from.
void add_base_functions(lua_State* lua);
void add_key_order_functions(lua_State* lua);
void add_coroutine_functions(lua_State* lua);
void add_format_functions(lua_State* lua);
void add_math_functions(lua_State* lua);
void add_pattern_functions(lua_State* lua);
void add_string_functions(lua_State* lua);
void add_table_functions(lua_State* lua);

/// Builds the libraries. Expects a fresh state with Lua's own libraries in its globals; leaves the globals as
/// the table that the host registers words in.
void open_libraries(lua_State* lua);

}  // namespace tipring::dsl
