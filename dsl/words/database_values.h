#pragma once

#include <lua.hpp>

#include "dsl/binding/word_call.h"
#include "runtime/ports/database.h"

namespace tipring::dsl {

/// A value at a stack index as one of the database: nil and db.null are NULL, whole numbers are such. Raises a
/// mistake for what none can be, naming it as value `number` of the statement.
DatabaseValue database_value_at(const WordCall& call, int index, int number);

/// Pushes a value as scripts have it: nil for NULL. Whole numbers that a number of Lua's cannot hold are texts.
void push_database_value(lua_State* lua, const DatabaseValue& value);

/// Pushes one row: a table that has the columns as fields. A name that is no column raises a mistake with the
/// nearest, so that a misspelt column is not taken for NULL.
void push_row(lua_State* lua, const DatabaseRows& rows, std::size_t row);

/// Pushes the list of all rows, with `changed`.
void push_rows(lua_State* lua, const DatabaseRows& rows);

}  // namespace tipring::dsl
