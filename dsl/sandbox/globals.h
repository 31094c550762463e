#pragma once

#include <lua.hpp>

namespace tipring::dsl {

/// Puts a guard before the globals: scripts see them through a view. What exists now cannot be set, tables
/// among them become read-only, reading what does not exist is a mistake, and setting goes through
/// Sandbox::frozen().
void guard_globals(lua_State* lua);

/// Gives the value on top of the stack to a global, past the guard, and pops it.
void set_guarded_global(lua_State* lua, const char* name);

/// Makes the function on top of the stack see the guarded globals.
void give_guarded_globals(lua_State* lua);

}  // namespace tipring::dsl
