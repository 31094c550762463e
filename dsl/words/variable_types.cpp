#include "dsl/words/variable_types.h"

#include <algorithm>

#include "runtime/rules/attribute.h"

namespace tipring::dsl {

std::optional<FieldValue> constant_at(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TBOOLEAN:
      return FieldValue{lua_toboolean(lua, index) != 0};
    case LUA_TNUMBER:
      return FieldValue{static_cast<double>(lua_tonumber(lua, index))};
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      return FieldValue{std::string(text, size)};
    }
    default:
      return std::nullopt;
  }
}

void push_constant(lua_State* lua, const FieldValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) {
    lua_pushboolean(lua, *truth ? 1 : 0);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    lua_pushlstring(lua, text->data(), text->size());
  } else if (const auto* number = std::get_if<double>(&value)) {
    lua_pushnumber(lua, *number);
  } else {
    lua_pushnumber(lua, static_cast<double>(std::get<std::int64_t>(value)));
  }
}

bool fits(const VariableType& type, const FieldValue& value) {
  switch (type.kind) {
    case VariableType::Kind::number:
      return as_number(value).has_value();
    case VariableType::Kind::boolean:
      return std::holds_alternative<bool>(value);
    case VariableType::Kind::text:
      return std::holds_alternative<std::string>(value);
    case VariableType::Kind::one_of:
      break;
  }
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && std::ranges::find(type.choices, *text) != type.choices.end();
}

std::string wanted(const VariableType& type) {
  switch (type.kind) {
    case VariableType::Kind::number:
      return "a number";
    case VariableType::Kind::boolean:
      return "true or false";
    case VariableType::Kind::text:
      return "a text";
    case VariableType::Kind::one_of:
      break;
  }
  std::string text = "one of";
  for (const std::string& choice : type.choices)
    text += " \"" + choice + "\"";
  return text;
}

}  // namespace tipring::dsl
