#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

constexpr std::string_view digit_characters = "0123456789*#ABCDabcd";

bool is_text_of(lua_State* lua, int index, std::string_view allowed) {
  if (lua_type(lua, index) != LUA_TSTRING && lua_type(lua, index) != LUA_TNUMBER) return false;
  std::size_t size = 0;
  lua_pushvalue(lua, index);  // lua_tolstring would change a number in place.
  const char* text = lua_tolstring(lua, -1, &size);
  const bool fits = std::string_view(text, size).find_first_not_of(allowed) == std::string_view::npos;
  lua_pop(lua, 1);
  return fits && size > 0;
}

bool is_range(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER) {
    const double number = lua_tonumber(lua, index);
    return number >= 0 && number <= 1000 && number == std::floor(number);
  }
  return lua_type(lua, index) == LUA_TSTRING && parse_range(lua_tostring(lua, index)).has_value();
}

bool is_duration(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER) {
    const double seconds = lua_tonumber(lua, index);
    return seconds >= 0 && seconds <= 3.6e7;
  }
  return lua_type(lua, index) == LUA_TSTRING && parse_duration(lua_tostring(lua, index)).has_value();
}

bool is_clip(lua_State* lua, int index) {
  return lua_type(lua, index) == LUA_TSTRING || object_type_at(lua, index) == "clip" ||
         object_type_at(lua, index) == "recording";
}

bool is_texts(lua_State* lua, int index) {
  if (lua_type(lua, index) != LUA_TTABLE) return false;
  const int count = static_cast<int>(lua_objlen(lua, index));
  bool all = true;
  for (int i = 1; i <= count && all; ++i) {
    lua_rawgeti(lua, index, i);
    all = lua_type(lua, -1) == LUA_TSTRING;
    lua_pop(lua, 1);
  }
  return all;
}

// What least and most bound; nothing for what they do not.
std::optional<double> size_of(lua_State* lua, int index, ValueType type) {
  switch (lua_type(lua, index)) {
    case LUA_TNUMBER:
      return lua_tonumber(lua, index);
    case LUA_TTABLE:
      return static_cast<double>(lua_objlen(lua, index));
    case LUA_TSTRING:
      if (const auto duration = parse_duration(lua_tostring(lua, index));
          duration && type == ValueType::duration)
        return std::chrono::duration<double>(*duration).count();
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// A value of the right type, as the bounds of the parameter want it.
bool is_within(lua_State* lua, int index, const Parameter& parameter) {
  if (!parameter.one_of.empty() && lua_type(lua, index) != LUA_TBOOLEAN) {
    const bool text = lua_type(lua, index) == LUA_TSTRING;
    return text && std::ranges::count(parameter.one_of, std::string_view(lua_tostring(lua, index))) > 0;
  }
  const auto size = size_of(lua, index, parameter.type);
  return !size || (*size >= parameter.least.value_or(*size) && *size <= parameter.most.value_or(*size));
}

bool fits(lua_State* lua, int index, ValueType type) {
  const int kind = lua_type(lua, index);
  switch (type) {
    case ValueType::any:
      return true;
    case ValueType::text:
    case ValueType::number_to_call:
      return kind == LUA_TSTRING || kind == LUA_TNUMBER;
    case ValueType::whole: {
      if (kind != LUA_TNUMBER) return false;
      const double number = lua_tonumber(lua, index);
      return number == std::floor(number) && std::fabs(number) <= 9007199254740992.0;
    }
    case ValueType::number:
      return kind == LUA_TNUMBER;
    case ValueType::boolean:
      return kind == LUA_TBOOLEAN;
    case ValueType::boolean_or_text:
      return kind == LUA_TBOOLEAN || kind == LUA_TSTRING;
    case ValueType::duration:
      return is_duration(lua, index);
    case ValueType::range:
      return is_range(lua, index);
    case ValueType::digits:
      return is_text_of(lua, index, digit_characters);
    case ValueType::function:
      return kind == LUA_TFUNCTION;
    case ValueType::table:
      return kind == LUA_TTABLE;
    case ValueType::texts:
      return is_texts(lua, index);
    case ValueType::clip:
      return is_clip(lua, index);
    case ValueType::target:
      return kind == LUA_TSTRING || object_type_at(lua, index) == "target";
    case ValueType::phone:
      return object_type_at(lua, index) == "target";
    case ValueType::secret:
      return kind == LUA_TSTRING || object_type_at(lua, index) == "secret";
    case ValueType::action:
      return object_type_at(lua, index) == "action";
    case ValueType::nothing:
      return false;
  }
  return false;
}

}  // namespace

// Finds where on the stack each parameter of a word stands, and checks that it is what the descriptor wants.
class ArgumentCheck {
 public:
  explicit ArgumentCheck(WordCall& call) : call_(call), lua_(call.lua_), word_(call.word_) {}

  void run() {
    call_.positions_.assign(word_.parameters.size() + word_.options.size(), 0);
    const bool on_object = word_.kind == WordKind::method || word_.kind == WordKind::attribute ||
                           word_.kind == WordKind::definition;
    const int first = on_object ? 2 : 1;
    check_self();
    int last = lua_gettop(lua_);
    const bool named = !word_.options.empty() && last >= first && lua_type(lua_, last) == LUA_TTABLE;
    const int options = last;
    if (named) --last;
    for (int index = first; index <= last; ++index)
      positionals_.push_back(index);
    if (named) take_table(options);
    place_positionals();
    check_all();
  }

 private:
  void check_self() const {
    if (word_.kind != WordKind::method || object_type_at(lua_, 1) == word_.owner) return;
    call_.mistake("is called on a " + std::string(word_.owner) + " with a colon, " + qualified_name(word_) +
                  ", not on " + describe_value(lua_, 1));
  }

  // The table's list part holds positional arguments, its named fields options or positional arguments by name.
  void take_table(int table) {
    const auto count = static_cast<int>(lua_objlen(lua_, table));
    luaL_checkstack(lua_, count + static_cast<int>(call_.positions_.size()) + 8, "too many arguments");
    for (int i = 1; i <= count; ++i) {
      lua_rawgeti(lua_, table, i);
      positionals_.push_back(lua_gettop(lua_));
    }
    refuse_unknown_fields(table, count);
    for (std::size_t slot = 0; slot < call_.positions_.size(); ++slot) {
      const Parameter& parameter = parameter_of(slot);
      lua_pushlstring(lua_, parameter.name.data(), parameter.name.size());
      lua_rawget(lua_, table);
      if (lua_isnil(lua_, -1)) {
        lua_pop(lua_, 1);
      } else {
        call_.positions_[slot] = lua_gettop(lua_);
      }
    }
  }

  void refuse_unknown_fields(int table, int count) const {
    std::vector<std::string> unknown;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      lua_pop(lua_, 1);
      if (lua_type(lua_, -1) == LUA_TSTRING) {
        std::string name = lua_tostring(lua_, -1);
        if (!is_name(name)) unknown.push_back(std::move(name));
      } else if (lua_type(lua_, -1) != LUA_TNUMBER || lua_tonumber(lua_, -1) > count ||
                 lua_tonumber(lua_, -1) < 1) {
        call_.mistake("takes a list and named options; " + describe_value(lua_, -1) +
                      " cannot be a key of them");
      }
    }
    if (unknown.empty()) return;
    const std::string& name = *std::min_element(unknown.begin(), unknown.end());
    std::vector<std::string> names;
    for (std::size_t slot = 0; slot < call_.positions_.size(); ++slot)
      names.emplace_back(parameter_of(slot).name);
    const auto near = nearest(name, names);
    std::string known;
    for (const std::string& each : names)
      known += (known.empty() ? "" : ", ") + each;
    call_.mistake("has no option '" + name + "'" +
                  (near ? "; did you mean '" + *near + "'?" : "; it has " + known));
  }

  bool is_name(const std::string& name) const {
    for (std::size_t slot = 0; slot < call_.positions_.size(); ++slot) {
      if (parameter_of(slot).name == name) return true;
    }
    return false;
  }

  void place_positionals() {
    const std::size_t wanted = word_.parameters.size();
    for (std::size_t i = 0; i < positionals_.size(); ++i) {
      if (i < wanted && !word_.parameters[i].repeats) {
        call_.positions_[i] = lua_isnil(lua_, positionals_[i]) ? 0 : positionals_[i];
        continue;
      }
      if (wanted == 0 || !word_.parameters.back().repeats) {
        call_.mistake("takes " + std::to_string(wanted) +
                      (wanted == 1 ? " argument, not " : " arguments, not ") +
                      std::to_string(positionals_.size()) + ": " + signature(word_));
      }
      if (call_.repeated_count_ == 0) call_.repeated_first_ = positionals_[i];
      ++call_.repeated_count_;
      check(positionals_[i], word_.parameters.back());
    }
  }

  void check_all() const {
    for (std::size_t slot = 0; slot < call_.positions_.size(); ++slot) {
      const Parameter& parameter = parameter_of(slot);
      const int index = call_.positions_[slot];
      if (index != 0) {
        check(index, parameter);
      } else if (parameter.required && !(parameter.repeats && call_.repeated_count_ > 0)) {
        call_.mistake("needs " + std::string(parameter.name) + ", " + wanted(parameter) + ": " +
                      signature(word_));
      }
    }
  }

  void check(int index, const Parameter& parameter) const {
    if (fits(lua_, index, parameter.type) && is_within(lua_, index, parameter)) return;
    std::optional<std::string> near;
    if (!parameter.one_of.empty() && lua_type(lua_, index) == LUA_TSTRING)
      near = nearest(lua_tostring(lua_, index),
                     std::vector<std::string>(parameter.one_of.begin(), parameter.one_of.end()));
    call_.mistake(std::string(parameter.name) + " must be " + wanted(parameter) + ", not " +
                  describe_value(lua_, index) + did_you_mean(near));
  }

  const Parameter& parameter_of(std::size_t slot) const {
    return slot < word_.parameters.size() ? word_.parameters[slot]
                                          : word_.options[slot - word_.parameters.size()];
  }

  WordCall& call_;
  lua_State* lua_;
  const Word& word_;
  std::vector<int> positionals_;
};

WordCall::WordCall(lua_State* lua, const Word& word, void* host) : lua_(lua), word_(word), host_(host) {
  ArgumentCheck(*this).run();
}

}  // namespace tipring::dsl
