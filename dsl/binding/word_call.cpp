#include "dsl/binding/word_call.h"

#include <cassert>
#include <cmath>

#include "dsl/sandbox/lua_error.h"

namespace tipring::dsl {

int WordCall::index_of(std::string_view name) const {
  for (std::size_t slot = 0; slot < positions_.size(); ++slot) {
    const bool positional = slot < word_.parameters.size();
    const Parameter& parameter =
        positional ? word_.parameters[slot] : word_.options[slot - word_.parameters.size()];
    if (parameter.name == name) return positions_[slot];
  }
  assert(false && "a word asks for an argument its descriptor does not name");
  return 0;
}

std::string WordCall::text(std::string_view name, std::string_view fallback) const {
  const int index = index_of(name);
  if (index == 0) return std::string(fallback);
  std::size_t size = 0;
  lua_pushvalue(lua_, index);  // lua_tolstring would change a number in place.
  const char* bytes = lua_tolstring(lua_, -1, &size);
  std::string value(bytes, size);
  lua_pop(lua_, 1);
  return value;
}

std::int64_t WordCall::whole(std::string_view name, std::int64_t fallback) const {
  const int index = index_of(name);
  return index == 0 ? fallback : static_cast<std::int64_t>(lua_tonumber(lua_, index));
}

bool WordCall::boolean(std::string_view name, bool fallback) const {
  const int index = index_of(name);
  return index == 0 ? fallback : lua_toboolean(lua_, index) != 0;
}

std::optional<Duration> WordCall::duration(std::string_view name) const {
  const int index = index_of(name);
  if (index == 0) return std::nullopt;
  if (lua_type(lua_, index) == LUA_TNUMBER) return Duration{std::llround(lua_tonumber(lua_, index) * 1e6)};
  return parse_duration(lua_tostring(lua_, index));
}

Duration WordCall::duration(std::string_view name, Duration fallback) const {
  return duration(name).value_or(fallback);
}

std::pair<int, int> WordCall::range(std::string_view name, std::pair<int, int> fallback) const {
  const int index = index_of(name);
  if (index == 0) return fallback;
  if (lua_type(lua_, index) == LUA_TNUMBER) {
    const int count = static_cast<int>(lua_tonumber(lua_, index));
    return {count, count};
  }
  return parse_range(lua_tostring(lua_, index)).value_or(fallback);
}

void WordCall::mistake(const std::string& text) const {
  raise_mistake(lua_, qualified_name(word_) + ": " + text);
}

int WordCall::fail(const Error& error) const {
  lua_pushnil(lua_);
  push_error(lua_, error);
  return 2;
}

}  // namespace tipring::dsl
