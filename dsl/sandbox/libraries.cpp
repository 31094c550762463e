#include <cassert>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/prelude.h"

namespace tipring::dsl {
namespace {

void open(lua_State* lua, lua_CFunction library, const char* name) {
  lua_pushcfunction(lua, library);
  lua_pushstring(lua, name);
  lua_call(lua, 1, 0);
}

void open_lua_libraries(lua_State* lua) {
  open(lua, luaopen_base, "");
  open(lua, luaopen_string, LUA_STRLIBNAME);
  open(lua, luaopen_table, LUA_TABLIBNAME);
  open(lua, luaopen_math, LUA_MATHLIBNAME);
  open(lua, luaopen_bit, LUA_BITLIBNAME);
  // The only other way to them.
  lua_pushnil(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, "_LOADED");
}

// Strings' methods are the library's functions; the metatable itself is out of reach.
void set_string_metatable(lua_State* lua, int globals) {
  lua_pushliteral(lua, "");
  lua_newtable(lua);
  lua_getfield(lua, globals, "string");
  lua_setfield(lua, -2, "__index");
  lua_pushliteral(lua, "string");
  lua_setfield(lua, -2, "__metatable");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}

}  // namespace

void open_libraries(lua_State* lua) {
  open_lua_libraries(lua);
  const std::string name(prelude_source);
  [[maybe_unused]] const int compiled =
      luaL_loadbuffer(lua, prelude_text.data(), prelude_text.size(), name.c_str());
  assert(compiled == 0);
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  lua_newtable(lua);
  add_base_functions(lua);
  add_key_order_functions(lua);
  add_coroutine_functions(lua);
  add_format_functions(lua);
  add_math_functions(lua);
  add_pattern_functions(lua);
  add_string_functions(lua);
  add_table_functions(lua);
  lua_call(lua, 2, 1);
  set_string_metatable(lua, lua_gettop(lua));
  lua_replace(lua, LUA_GLOBALSINDEX);
}

}  // namespace tipring::dsl
