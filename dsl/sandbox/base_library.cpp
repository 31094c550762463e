#include <algorithm>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/read_only.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// As many values as fit on the stack of a C function.
constexpr int most_unpacked = 7000;

// pass_on(): within what our pcall calls after a failure. Ends the slice for good if it is condemned.
int pass_on(lua_State* lua) {
  Budget& budget = Sandbox::of(lua).budget();
  if (budget.condemned()) budget.raise_again(lua);
  return 0;
}

int call_handler(lua_State* lua) {
  Budget& budget = Sandbox::of(lua).budget();
  lua_settop(lua, 1);
  if (budget.forbids_handlers()) return 1;
  const NestedCall nested(lua, budget);
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_insert(lua, 1);
  lua_call(lua, 1, 1);
  return 1;
}

// handler(function): the message handler of xpcall, not to be reached by what ends a slice.
int handler(lua_State* lua) {
  lua_settop(lua, 1);
  lua_pushcclosure(lua, guarded<call_handler>, 1);
  return 1;
}

// has_text(value): whether tostring may be asked, since a metamethod answers.
int has_text(lua_State* lua) {
  lua_pushboolean(lua, luaL_getmetafield(lua, 1, "__tostring"));
  return 1;
}

int set_metatable(lua_State* lua) {
  check_table(lua, 1, "setmetatable");
  if (!lua_isnil(lua, 2) && !lua_istable(lua, 2)) raise_bad_type(lua, 2, "setmetatable", "nil or table");
  lua_settop(lua, 2);
  if (luaL_getmetafield(lua, 1, "__metatable") != 0) raise_mistake(lua, "cannot change a protected metatable");
  if (lua_istable(lua, 2)) {
    lua_pushliteral(lua, "__mode");
    lua_rawget(lua, 2);
    if (!lua_isnil(lua, -1)) {
      raise_mistake(lua,
                    "weak tables are not available: what they hold would depend on when memory is collected");
    }
    lua_pop(lua, 1);
  }
  lua_setmetatable(lua, 1);
  return 1;
}

int raw_set(lua_State* lua) {
  check_table(lua, 1, "rawset");
  lua_settop(lua, 3);
  refuse_read_only(lua, 1);
  if (lua_isnil(lua, 2)) raise_mistake(lua, "table index is nil");
  if (lua_type(lua, 2) == LUA_TNUMBER && lua_tonumber(lua, 2) != lua_tonumber(lua, 2)) {
    raise_mistake(lua, "table index is NaN");
  }
  lua_rawset(lua, 1);
  return 1;
}

int unpack(lua_State* lua) {
  check_table(lua, 1, "unpack");
  const int first = check_whole(lua, 2, "unpack", 1);
  const int last =
      lua_isnoneornil(lua, 3) ? static_cast<int>(lua_objlen(lua, 1)) : check_whole(lua, 3, "unpack", 0);
  lua_settop(lua, 1);
  push_viewed(lua, 1);
  if (first > last) return 0;
  const long long count = static_cast<long long>(last) - first + 1;
  if (count > most_unpacked || lua_checkstack(lua, static_cast<int>(count)) == 0) {
    raise_mistake(lua, "too many values to unpack: " + std::to_string(count) + ", at most " +
                           std::to_string(most_unpacked));
  }
  Sandbox::of(lua).charge(lua, static_cast<std::uint64_t>(count));
  for (int index = 0; index < count; ++index)
    lua_rawgeti(lua, 2, first + index);
  return static_cast<int>(count);
}

int print(lua_State* lua) {
  Sandbox::of(lua).print(check_text(lua, 1, "print"));
  return 0;
}

}  // namespace

void add_base_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {
      {"pass_on", guarded<pass_on>},   {"handler", guarded<handler>},
      {"has_text", guarded<has_text>}, {"setmetatable", guarded<set_metatable>},
      {"rawset", guarded<raw_set>},    {"unpack", guarded<unpack>},
      {"print", guarded<print>},       {nullptr, nullptr},
  };
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
