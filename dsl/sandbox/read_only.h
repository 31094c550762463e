#pragma once

#include <lua.hpp>

namespace tipring::dsl {

/// Replaces the table on top of the stack by a view through which it can be read and, where it is callable,
/// called, but not changed.
void make_read_only(lua_State* lua);

/// Whether the value is such a view.
bool is_read_only(lua_State* lua, int index);

/// Pushes the table behind a view, or the value itself. Never for scripts' eyes.
void push_viewed(lua_State* lua, int index);

/// Raises the mistake when the value is a view: for functions that would write past its metatable.
void refuse_read_only(lua_State* lua, int index);

}  // namespace tipring::dsl
