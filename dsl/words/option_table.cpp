#include "dsl/words/option_table.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/rules/attribute.h"

namespace tipring::dsl {
namespace {

std::string listed(std::initializer_list<std::string_view> names, std::string_view around,
                   std::string_view last) {
  std::string text;
  std::size_t place = 0;
  for (const std::string_view name : names) {
    if (place > 0) text += place + 1 == names.size() ? last : std::string_view(", ");
    text += std::string(around) + std::string(name) + std::string(around);
    ++place;
  }
  return text;
}

std::string bounds(double least, double most) {
  return "from " + to_text(FieldValue{least}) + " to " + to_text(FieldValue{most});
}

}  // namespace

std::string shown_value(lua_State* lua, int index) {
  const auto value = constant_at(lua, index);
  return value ? to_text(*value) : describe_value(lua, index);
}

OptionTable::OptionTable(const WordCall& call, int index, std::string what)
    : call_(call), lua_(call.lua()), index_(index), what_(std::move(what)) {
  if (lua_type(lua_, index_) != LUA_TTABLE)
    call_.mistake(what_ + " must be a table, not " + shown_value(lua_, index_));
}

bool OptionTable::push(std::string_view name) const {
  lua_pushlstring(lua_, name.data(), name.size());
  lua_rawget(lua_, index_);
  if (!lua_isnil(lua_, -1)) return true;
  lua_pop(lua_, 1);
  return false;
}

bool OptionTable::has(std::string_view name) const {
  if (!push(name)) return false;
  lua_pop(lua_, 1);
  return true;
}

void OptionTable::refuse_others(std::initializer_list<std::string_view> known) const {
  std::vector<std::string> unknown;
  lua_pushnil(lua_);
  while (lua_next(lua_, index_) != 0) {
    if (lua_type(lua_, -2) != LUA_TSTRING)
      call_.mistake(what_ + " has " + shown_value(lua_, -1) + " without a name; it takes " +
                    listed(known, "", " and "));
    const std::string name = lua_tostring(lua_, -2);
    if (std::find(known.begin(), known.end(), name) == known.end()) unknown.push_back(name);
    lua_pop(lua_, 1);
  }
  if (unknown.empty()) return;
  const std::string& first = *std::ranges::min_element(unknown);
  call_.mistake(what_ + " has no '" + first + "'; it takes " + listed(known, "", " and ") +
                did_you_mean(nearest(first, std::vector<std::string>(known.begin(), known.end()))));
}

void OptionTable::wrong(std::string_view name, const std::string& wanted, int index) const {
  call_.mistake(what_ + "." + std::string(name) + " must be " + wanted + ", not " + shown_value(lua_, index));
}

std::optional<std::string> OptionTable::text(std::string_view name) const {
  std::optional<std::string> text;
  with(name, [&](int index, const std::string& /*what*/) {
    if (lua_type(lua_, index) != LUA_TSTRING) wrong(name, "a text", index);
    text = lua_tostring(lua_, index);
  });
  return text;
}

std::optional<std::string> OptionTable::one_of(std::string_view name,
                                               std::initializer_list<std::string_view> known) const {
  std::optional<std::string> text;
  with(name, [&](int index, const std::string& /*what*/) {
    if (lua_type(lua_, index) == LUA_TSTRING) text = lua_tostring(lua_, index);
    if (!text || std::find(known.begin(), known.end(), *text) == known.end())
      wrong(name, listed(known, "\"", " or "), index);
  });
  return text;
}

std::optional<Duration> OptionTable::duration(std::string_view name) const {
  std::optional<Duration> duration;
  with(name, [&](int index, const std::string& /*what*/) {
    constexpr double longest = 3.6e7;  // Seconds: as parse_duration() has it.
    const double seconds = lua_tonumber(lua_, index);
    if (lua_type(lua_, index) == LUA_TSTRING) {
      duration = parse_duration(lua_tostring(lua_, index));
    } else if (lua_type(lua_, index) == LUA_TNUMBER && seconds >= 0 && seconds <= longest) {
      duration = Duration{std::llround(seconds * 1e6)};
    }
    if (!duration) wrong(name, "a duration, \"20s\" or \"1m30s\"", index);
  });
  return duration;
}

std::optional<double> OptionTable::number(std::string_view name, double least, double most) const {
  std::optional<double> number;
  with(name, [&](int index, const std::string& /*what*/) {
    if (lua_type(lua_, index) == LUA_TNUMBER) number = lua_tonumber(lua_, index);
    if (!number || !(*number >= least && *number <= most))
      wrong(name, "a number " + bounds(least, most), index);
  });
  return number;
}

std::optional<int> OptionTable::whole(std::string_view name, int least, int most) const {
  std::optional<int> whole;
  with(name, [&](int index, const std::string& /*what*/) {
    const double number = lua_tonumber(lua_, index);
    if (lua_type(lua_, index) != LUA_TNUMBER || number != std::floor(number) || number < least || number > most)
      wrong(name, "a whole number " + bounds(least, most), index);
    whole = static_cast<int>(number);
  });
  return whole;
}

std::optional<bool> OptionTable::boolean(std::string_view name) const {
  std::optional<bool> boolean;
  with(name, [&](int index, const std::string& /*what*/) {
    if (lua_type(lua_, index) != LUA_TBOOLEAN) wrong(name, "true or false", index);
    boolean = lua_toboolean(lua_, index) != 0;
  });
  return boolean;
}

}  // namespace tipring::dsl
