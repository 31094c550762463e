#include "dsl/words/skill_tables.h"

#include <cmath>
#include <optional>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/conditions.h"
#include "dsl/words/host.h"
#include "dsl/words/option_table.h"
#include "dsl/words/position.h"

namespace tipring::dsl {
namespace {

std::optional<int> whole_in(double number, int least) {
  if (number != std::floor(number) || number < least || number > highest_proficiency) return std::nullopt;
  return static_cast<int>(number);
}

// A number, or what at_least gives for one.
std::optional<int> least_at(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER) return whole_in(lua_tonumber(lua, index), 1);
  const auto* constraint = object_at<ConstraintObject>(lua, index, "constraint");
  const bool is_bound = constraint != nullptr && constraint->asks == Attribute::Kind::field &&
                        constraint->kind == Comparison::Kind::at_least;
  return is_bound ? whole_in(as_number(constraint->values.front()).value_or(0), 1) : std::nullopt;
}

void note_skill(const WordCall& call, const std::string& name) {
  call.host<Host>().definitions.used_names.push_back({"skill", name, position_of_caller(call.lua())});
}

// Visits what the table has by names, and then its items.
template <typename Field, typename Item>
void read_table(const WordCall& call, int index, const std::string& what, const std::string& wanted,
                Field field, Item item) {
  lua_State* lua = call.lua();
  if (lua_type(lua, index) != LUA_TTABLE)
    call.mistake(what + " must be " + wanted + ", not " + shown_value(lua, index));
  lua_pushnil(lua);
  while (lua_next(lua, index) != 0) {
    const int value = lua_gettop(lua);
    if (lua_type(lua, -2) == LUA_TSTRING) {
      field(std::string(lua_tostring(lua, -2)), value);
    } else {
      item(value);
    }
    lua_pop(lua, 1);
  }
}

}  // namespace

Skills skills_at(const WordCall& call, int index, const std::string& what) {
  const std::string wanted = "skills and how proficient the agent is in them, { billing = 8 }";
  Skills skills;
  read_table(
      call, index, what, wanted,
      [&](const std::string& name, int value) {
        const auto level = lua_type(call.lua(), value) == LUA_TNUMBER
                               ? whole_in(lua_tonumber(call.lua(), value), 0)
                               : std::nullopt;
        if (!level)
          call.mistake(what + "." + name + " must be a whole number from 0 to 10, not " +
                       shown_value(call.lua(), value));
        note_skill(call, name);
        skills.emplace(name, *level);
      },
      [&](int value) {
        call.mistake(what + " has " + shown_value(call.lua(), value) + " without a name; it takes " + wanted);
      });
  return skills;
}

Needs needs_at(const WordCall& call, int index, const std::string& what) {
  const std::string wanted = "skills and what is needed of them, { billing = at_least(3) }";
  Needs needs;
  const auto add = [&](const std::string& name, int least) {
    note_skill(call, name);
    needs.push_back({name, least});
  };
  read_table(
      call, index, what, wanted,
      [&](const std::string& name, int value) {
        const auto least = least_at(call.lua(), value);
        if (!least)
          call.mistake(what + "." + name +
                       " must be at_least of a whole number from 1 to 10, or the number, not " +
                       shown_value(call.lua(), value));
        add(name, *least);
      },
      [&](int value) {
        if (lua_type(call.lua(), value) != LUA_TSTRING)
          call.mistake(what + " has " + shown_value(call.lua(), value) + " without a name; it takes " + wanted);
        add(lua_tostring(call.lua(), value), 1);
      });
  return sorted(std::move(needs));
}

}  // namespace tipring::dsl
