#include "dsl/sandbox/lua_error.h"

#include <algorithm>
#include <charconv>

#include "dsl/sandbox/prelude.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

constexpr const char* error_metatable = "tipring.error";

int error_text(lua_State* lua) {
  lua_getfield(lua, 1, "text");
  return 1;
}

void push_text_of(lua_State* lua, int index) {
  lua_pushvalue(lua, index);
  if (lua_istable(lua, -1)) {
    lua_pushliteral(lua, "text");
    lua_rawget(lua, -2);
    lua_remove(lua, -2);
  }
}

int error_concat(lua_State* lua) {
  push_text_of(lua, 1);
  push_text_of(lua, 2);
  if (lua_isstring(lua, -1) == 0 || lua_isstring(lua, -2) == 0) {
    raise_mistake(lua, "attempt to concatenate an error with something that is no text");
  }
  lua_concat(lua, 2);
  return 1;
}

void push_error_metatable(lua_State* lua) {
  if (luaL_newmetatable(lua, error_metatable) == 0) return;
  lua_pushcfunction(lua, error_text);
  lua_setfield(lua, -2, "__tostring");
  lua_pushcfunction(lua, error_concat);
  lua_setfield(lua, -2, "__concat");
  lua_pushliteral(lua, "error");
  lua_setfield(lua, -2, "__metatable");
}

bool is_of_script(const lua_Debug& frame) {
  return *frame.what != 'C' && std::string_view(frame.source) != prelude_source;
}

// The line in "dialogs/menu.lua:12: ..." if that is the frame's file; 0 otherwise.
int line_in(std::string_view raised, const lua_Debug& frame) {
  const std::string file = std::string(frame.short_src) + ":";
  if (!raised.starts_with(file)) return 0;
  int line = 0;
  std::from_chars(raised.data() + file.size(), raised.data() + raised.size(), line);
  return line;
}

std::string frame_line(const lua_Debug& frame) {
  std::string line = std::string(frame.short_src) + ":" + std::to_string(frame.currentline) + ": in ";
  if (*frame.what == 'm') return line + "main chunk";
  if (frame.name != nullptr) return line + "function '" + frame.name + "'";
  return line + "function at line " + std::to_string(frame.linedefined);
}

}  // namespace

void push_error(lua_State* lua, const Error& error) {
  lua_createtable(lua, 0, 3);
  lua_pushlstring(lua, error.code.data(), error.code.size());
  lua_setfield(lua, -2, "code");
  lua_pushlstring(lua, error.text.data(), error.text.size());
  lua_setfield(lua, -2, "text");
  lua_pushboolean(lua, error.retryable ? 1 : 0);
  lua_setfield(lua, -2, "retryable");
  push_error_metatable(lua);
  lua_setmetatable(lua, -2);
}

std::string script_position(lua_State* lua) {
  lua_Debug frame{};
  for (int level = 0; lua_getstack(lua, level, &frame) != 0; ++level) {
    lua_getinfo(lua, "Sl", &frame);
    if (is_of_script(frame) && frame.currentline > 0)
      return std::string(frame.short_src) + ":" + std::to_string(frame.currentline) + ": ";
  }
  return std::string(Sandbox::of(lua).origin());
}

std::string function_position(lua_State* lua, int index) {
  if (!lua_isfunction(lua, index) || lua_iscfunction(lua, index) != 0) return {};
  lua_Debug function{};
  lua_pushvalue(lua, index);
  lua_getinfo(lua, ">S", &function);
  const int first = std::max(function.linedefined, 1);
  std::string position = std::string(function.short_src) + ":" + std::to_string(first);
  if (function.lastlinedefined > first) position += "-" + std::to_string(function.lastlinedefined);
  return position + ": ";
}

bool begins_with_position(std::string_view message) {
  const auto colon = message.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto end = message.find_first_not_of("0123456789-", colon + 1);
  return end != std::string_view::npos && end > colon + 1 && message.substr(end).starts_with(": ");
}

void raise_mistake(lua_State* lua, std::string_view text) {
  luaL_checkstack(lua, 2, "error message");
  {
    const std::string whole = script_position(lua) + std::string(text);
    lua_pushlstring(lua, whole.data(), whole.size());
  }
  lua_error(lua);
  __builtin_unreachable();
}

std::string script_traceback(lua_State* lua, std::string_view raised) {
  constexpr int most_frames = 30;
  std::string text;
  int frames = 0;
  lua_Debug frame{};
  for (int level = 0; lua_getstack(lua, level, &frame) != 0; ++level) {
    lua_getinfo(lua, "Sln", &frame);
    if (!is_of_script(frame)) continue;
    if (frame.currentline <= 0) frame.currentline = line_in(raised, frame);
    if (frame.currentline <= 0) continue;
    if (++frames > most_frames) return text + "\n...";
    if (!text.empty()) text += '\n';
    text += frame_line(frame);
  }
  return text;
}

std::string describe_raised(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING || lua_type(lua, index) == LUA_TNUMBER) {
    push_text_of(lua, index);
  } else if (lua_istable(lua, index)) {
    push_text_of(lua, index);
    if (lua_isstring(lua, -1) == 0) {
      lua_pop(lua, 1);
      return "a table without a text was raised as an error";
    }
  } else {
    return std::string("a value was raised as an error that is no text: ") + luaL_typename(lua, index);
  }
  std::size_t size = 0;
  const char* bytes = lua_tolstring(lua, -1, &size);
  std::string text(bytes, size);
  lua_pop(lua, 1);
  return text;
}

}  // namespace tipring::dsl
