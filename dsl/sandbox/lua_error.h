#pragma once

#include <string>
#include <string_view>

#include <lua.hpp>

#include "runtime/base/result.h"

namespace tipring::dsl {

/// Pushes an expected failure as scripts see it: a table with `code`, `text` and `retryable`, whose tostring is
/// `text` and which can be concatenated with strings.
void push_error(lua_State* lua, const Error& error);

/// "dialogs/menu.lua:12: " for the innermost function of the site on the call stack. Functions written in C and
/// Lua code of the sandbox itself are passed over. Lua forgets the frame of `return word(…)`: where that leaves
/// none, it is Slice::origin, or nothing outside of a slice.
std::string script_position(lua_State* lua);

/// "dialogs/menu.lua:12-40: " for the Lua function at `index`: the lines it stands on. Empty for others.
std::string function_position(lua_State* lua, int index);

/// Whether a message begins with file and line.
bool begins_with_position(std::string_view message);

/// Raises a mistake in the script: "dialogs/menu.lua:12: <text>". Runs destructors of the frames it leaves.
[[noreturn]] void raise_mistake(lua_State* lua, std::string_view text);

/// The call stack, innermost first, a frame a line: "dialogs/menu.lua:12: in function 'greet'". At most 30
/// frames. Works on a coroutine that has failed, too: where it stands in its innermost function is then only
/// known from the position at the beginning of what it raised.
std::string script_traceback(lua_State* lua, std::string_view raised = {});

/// What a raised value says, for people. Runs no script code.
std::string describe_raised(lua_State* lua, int index);

}  // namespace tipring::dsl
