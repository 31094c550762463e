#pragma once

#include <optional>
#include <string>

#include <lua.hpp>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// A text, number, true or false at a stack index as plain data; nothing for anything else.
std::optional<FieldValue> constant_at(lua_State* lua, int index);

/// Pushes it as scripts have it.
void push_constant(lua_State* lua, const FieldValue& value);

/// Whether a variable of this type may hold it.
bool fits(const VariableType& type, const FieldValue& value);

/// What it takes, for people: "a number", "one of \"billing\" \"repair\"".
std::string wanted(const VariableType& type);

}  // namespace tipring::dsl
