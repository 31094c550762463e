#include "dsl/words/database_values.h"

#include <cmath>
#include <string>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

// What a double holds exactly.
constexpr std::int64_t largest_whole = std::int64_t{1} << 53U;

// Upvalue: the columns' names, in a table.
int unknown_column(lua_State* lua) {
  std::vector<std::string> columns;
  const std::string wanted = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : describe_value(lua, 2);
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, lua_upvalueindex(1))); ++i) {
    lua_rawgeti(lua, lua_upvalueindex(1), i);
    columns.emplace_back(lua_tostring(lua, -1));
    lua_pop(lua, 1);
    if (columns.back() == wanted) return 0;  // It is NULL.
  }
  raise_mistake(lua, "the row has no column '" + wanted + "'" + did_you_mean(nearest(wanted, columns)));
}

// One for all rows of a result.
void push_row_metatable(lua_State* lua, const DatabaseRows& rows) {
  lua_newtable(lua);
  lua_newtable(lua);
  for (std::size_t column = 0; column < rows.columns.size(); ++column) {
    lua_pushlstring(lua, rows.columns[column].data(), rows.columns[column].size());
    lua_rawseti(lua, -2, static_cast<int>(column) + 1);
  }
  lua_pushcclosure(lua, unknown_column, 1);
  lua_setfield(lua, -2, "__index");
  lua_pushliteral(lua, "row");
  lua_setfield(lua, -2, "__metatable");
}

// The metatable is on top, and stays below the row.
void push_fields(lua_State* lua, const DatabaseRows& rows, std::size_t row) {
  lua_createtable(lua, 0, static_cast<int>(rows.columns.size()));
  for (std::size_t column = 0; column < rows.columns.size(); ++column) {
    lua_pushlstring(lua, rows.columns[column].data(), rows.columns[column].size());
    push_database_value(lua, rows.rows[row][column]);
    lua_rawset(lua, -3);
  }
  lua_pushvalue(lua, -2);
  lua_setmetatable(lua, -2);
}

}  // namespace

DatabaseValue database_value_at(const WordCall& call, int index, int number) {
  lua_State* lua = call.lua();
  switch (lua_type(lua, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
      return std::monostate{};
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0;
    case LUA_TNUMBER: {
      const double value = lua_tonumber(lua, index);
      if (value == std::floor(value) && std::fabs(value) <= static_cast<double>(largest_whole))
        return static_cast<std::int64_t>(value);
      return value;
    }
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      return std::string(text, size);
    }
    default:
      break;
  }
  if (object_type_at(lua, index) == "null") return std::monostate{};
  call.mistake("value " + std::to_string(number) + " is " + describe_value(lua, index) +
               "; a text, a number, true, false and nil can be one");
}

void push_database_value(lua_State* lua, const DatabaseValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    lua_pushlstring(lua, text->data(), text->size());
  } else if (const auto* number = std::get_if<double>(&value)) {
    lua_pushnumber(lua, *number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    lua_pushboolean(lua, *truth ? 1 : 0);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    if (*whole > largest_whole || *whole < -largest_whole) {
      const std::string digits = std::to_string(*whole);
      lua_pushlstring(lua, digits.data(), digits.size());
    } else {
      lua_pushnumber(lua, static_cast<double>(*whole));
    }
  } else {
    lua_pushnil(lua);
  }
}

void push_row(lua_State* lua, const DatabaseRows& rows, std::size_t row) {
  luaL_checkstack(lua, 8, "rows");
  push_row_metatable(lua, rows);
  push_fields(lua, rows, row);
  lua_remove(lua, -2);
}

void push_rows(lua_State* lua, const DatabaseRows& rows) {
  luaL_checkstack(lua, 8, "rows");
  lua_createtable(lua, static_cast<int>(rows.rows.size()), 1);
  push_row_metatable(lua, rows);
  for (std::size_t row = 0; row < rows.rows.size(); ++row) {
    push_fields(lua, rows, row);
    lua_rawseti(lua, -3, static_cast<int>(row) + 1);
  }
  lua_pop(lua, 1);
  lua_pushnumber(lua, static_cast<double>(rows.changed));
  lua_setfield(lua, -2, "changed");
}

}  // namespace tipring::dsl
