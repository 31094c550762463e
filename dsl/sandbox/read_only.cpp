#include "dsl/sandbox/read_only.h"

#include "dsl/sandbox/library.h"

namespace tipring::dsl {
namespace {

// Its address is the key under which a view's metatable keeps the table behind it.
constexpr char viewed_key = 0;

void push_viewed_key(lua_State* lua) {
  lua_pushlightuserdata(lua, const_cast<char*>(&viewed_key));
}

int refuse_write(lua_State* lua) {
  std::string name = "a field";
  if (lua_type(lua, 2) == LUA_TSTRING) name = "field '" + std::string(check_text(lua, 2, "newindex")) + "'";
  raise_mistake(lua, name + " cannot be set: the table is read-only");
}

// Pushes the table behind the view and returns true, or pushes nothing.
bool push_behind(lua_State* lua, int index) {
  if (!lua_istable(lua, index) || lua_getmetatable(lua, index) == 0) return false;
  push_viewed_key(lua);
  lua_rawget(lua, -2);
  lua_remove(lua, -2);
  if (!lua_isnil(lua, -1)) return true;
  lua_pop(lua, 1);
  return false;
}

// Pushes a new metatable with what the table's own has, so that the view can be called and has the same text.
void push_metamethods(lua_State* lua, int table) {
  lua_newtable(lua);
  if (lua_getmetatable(lua, table) == 0) return;
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    lua_pushvalue(lua, -2);
    lua_insert(lua, -2);
    lua_rawset(lua, -5);
  }
  lua_pop(lua, 1);
}

}  // namespace

void make_read_only(lua_State* lua) {
  luaL_checkstack(lua, 8, "read-only view");
  const int table = lua_gettop(lua);
  lua_newtable(lua);
  push_metamethods(lua, table);
  lua_pushvalue(lua, table);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, guarded<refuse_write>);
  lua_setfield(lua, -2, "__newindex");
  lua_pushliteral(lua, "read-only");
  lua_setfield(lua, -2, "__metatable");
  push_viewed_key(lua);
  lua_pushvalue(lua, table);
  lua_rawset(lua, -3);
  lua_setmetatable(lua, -2);
  lua_replace(lua, table);
}

bool is_read_only(lua_State* lua, int index) {
  if (!push_behind(lua, index)) return false;
  lua_pop(lua, 1);
  return true;
}

void push_viewed(lua_State* lua, int index) {
  if (!push_behind(lua, index)) lua_pushvalue(lua, index);
}

void refuse_read_only(lua_State* lua, int index) {
  if (is_read_only(lua, index)) raise_mistake(lua, "the table is read-only");
}

}  // namespace tipring::dsl
