#include "dsl/sandbox/globals.h"

#include <vector>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/read_only.h"
#include "dsl/sandbox/sandbox.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

// Where the registry keeps them: the globals behind the view, the view, and the names that scripts cannot set.
constexpr const char* globals_field = "tipring.globals";
constexpr const char* view_field = "tipring.view";
constexpr const char* words_field = "tipring.words";

std::string name_of(lua_State* lua, int index) {
  if (lua_type(lua, index) != LUA_TSTRING) return std::string("a ") + luaL_typename(lua, index);
  return "'" + std::string(check_text(lua, index, "global")) + "'";
}

int unknown_global(lua_State* lua) {
  lua_settop(lua, 2);
  NearestName search(lua_type(lua, 2) == LUA_TSTRING ? check_text(lua, 2, "global") : std::string_view{});
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pop(lua, 1);
    if (lua_type(lua, -1) == LUA_TSTRING) search.offer(check_text(lua, -1, "global"));
  }
  raise_mistake(lua, "there is no global " + name_of(lua, 2) + did_you_mean(search.best()));
}

int set_global_from_script(lua_State* lua) {
  if (Sandbox::of(lua).frozen()) {
    raise_mistake(lua, "global " + name_of(lua, 2) + " cannot be set once the site is loaded");
  }
  lua_getfield(lua, LUA_REGISTRYINDEX, words_field);
  lua_pushvalue(lua, 2);
  lua_rawget(lua, -2);
  if (!lua_isnil(lua, -1)) raise_mistake(lua, name_of(lua, 2) + " is a word of the language and cannot be set");
  lua_settop(lua, 3);
  lua_getfield(lua, LUA_REGISTRYINDEX, globals_field);
  lua_insert(lua, 2);
  lua_rawset(lua, 2);
  return 0;
}

// Stack: the globals at `globals`. Returns the words' names as a set on top, tables among them made read-only.
void push_words(lua_State* lua, int globals) {
  lua_newtable(lua);
  const int words = lua_gettop(lua);
  lua_pushnil(lua);
  while (lua_next(lua, globals) != 0) {
    if (lua_istable(lua, -1) && !is_read_only(lua, -1)) make_read_only(lua);
    // Assigning to a field that exists is allowed while the table is walked.
    lua_pushvalue(lua, -2);
    lua_pushvalue(lua, -2);
    lua_rawset(lua, globals);
    lua_pop(lua, 1);
    lua_pushvalue(lua, -1);
    lua_pushboolean(lua, 1);
    lua_rawset(lua, words);
  }
}

void set_function(lua_State* lua, const char* name, lua_CFunction function) {
  lua_pushcfunction(lua, function);
  lua_setfield(lua, -2, name);
}

}  // namespace

void guard_globals(lua_State* lua) {
  luaL_checkstack(lua, 12, "globals");
  const int top = lua_gettop(lua);
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  const int globals = lua_gettop(lua);
  push_words(lua, globals);
  lua_setfield(lua, LUA_REGISTRYINDEX, words_field);
  lua_newtable(lua);
  set_function(lua, "__index", guarded<unknown_global>);
  lua_setmetatable(lua, globals);
  lua_newtable(lua);
  lua_newtable(lua);
  lua_pushvalue(lua, globals);
  lua_setfield(lua, -2, "__index");
  set_function(lua, "__newindex", guarded<set_global_from_script>);
  lua_setmetatable(lua, -2);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, LUA_REGISTRYINDEX, view_field);
  lua_replace(lua, LUA_GLOBALSINDEX);
  lua_setfield(lua, LUA_REGISTRYINDEX, globals_field);
  lua_settop(lua, top);
}

void set_guarded_global(lua_State* lua, const char* name) {
  lua_getfield(lua, LUA_REGISTRYINDEX, globals_field);
  lua_pushstring(lua, name);
  lua_pushvalue(lua, -3);
  lua_rawset(lua, -3);
  lua_getfield(lua, LUA_REGISTRYINDEX, words_field);
  lua_pushboolean(lua, 1);
  lua_setfield(lua, -2, name);
  lua_pop(lua, 3);
}

void give_guarded_globals(lua_State* lua) {
  lua_getfield(lua, LUA_REGISTRYINDEX, view_field);
  lua_setfenv(lua, -2);
}

}  // namespace tipring::dsl
