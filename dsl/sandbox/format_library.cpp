#include <string>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// A directive of string.format: `%5.2f`. Width and precision have at most two digits, as in Lua 5.1.
struct Directive {
  char conversion = 0;
  std::size_t length = 0;  // With the percent sign.
};

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

Directive directive_at(lua_State* lua, std::string_view format) {
  std::size_t at = 1;
  const auto skip_digits = [&] {
    const std::size_t begin = at;
    while (at < format.size() && is_digit(format[at]))
      ++at;
    if (at - begin > 2) raise_mistake(lua, "invalid format (width or precision longer than two digits)");
  };
  while (at < format.size() && std::string_view("-+ #0").find(format[at]) != std::string_view::npos)
    ++at;
  skip_digits();
  if (at < format.size() && format[at] == '.') {
    ++at;
    skip_digits();
  }
  if (at >= format.size()) return {0, at};
  return {format[at], at + 1};
}

// Replaces the argument by its text where Lua's own function would show an address.
void make_displayable(lua_State* lua, int index) {
  const int type = lua_type(lua, index);
  if (type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TNONE) return;
  const NestedCall nested(lua, Sandbox::of(lua).budget());
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_pushvalue(lua, index);
  lua_call(lua, 1, 1);
  if (lua_type(lua, -1) != LUA_TSTRING) raise_mistake(lua, "'tostring' must return a string to be formatted");
  lua_replace(lua, index);
}

// displayable(format, ...): the arguments for Lua's string.format, none of which shows an address. The upvalue
// is tostring.
int displayable(lua_State* lua) {
  const std::string_view format = check_text(lua, 1, "format");
  luaL_checkstack(lua, 4, "format");
  Sandbox::of(lua).charge(lua, format.size() / 8);
  int argument = 1;
  for (std::size_t at = format.find('%'); at < format.size(); at = format.find('%', at)) {
    if (format.substr(at).starts_with("%%")) {
      at += 2;
      continue;
    }
    const Directive directive = directive_at(lua, format.substr(at));
    at += directive.length;
    ++argument;
    if (directive.conversion == 'p') {
      raise_mistake(lua, "invalid option '%p' to 'format': addresses differ from run to run");
    }
    if (directive.conversion == 's' && argument <= lua_gettop(lua)) make_displayable(lua, argument);
  }
  return lua_gettop(lua);
}

// add_displayable(host, tostring): makes the function above, which needs the prelude's tostring.
int add_displayable(lua_State* lua) {
  lua_settop(lua, 2);
  lua_pushcclosure(lua, guarded<displayable>, 1);
  lua_setfield(lua, 1, "displayable");
  return 0;
}

}  // namespace

void add_format_functions(lua_State* lua) {
  lua_pushcfunction(lua, guarded<add_displayable>);
  lua_setfield(lua, -2, "add_displayable");
}

}  // namespace tipring::dsl
