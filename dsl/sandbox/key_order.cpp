#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <vector>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/read_only.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// A table's key in the order of walking: whole numbers, other numbers, strings bytewise, false, true.
struct Key {
  enum class Kind : std::uint8_t { whole, number, text, boolean };
  Kind kind = Kind::whole;
  double number = 0;
  std::string_view text;  // Held alive by the table.

  friend bool operator<(const Key& first, const Key& second) {
    if (first.kind != second.kind) return first.kind < second.kind;
    return first.kind == Kind::text ? first.text < second.text : first.number < second.number;
  }
};

Key number_key(double number) {
  const bool whole = std::isfinite(number) && std::floor(number) == number;
  return {.kind = whole ? Key::Kind::whole : Key::Kind::number, .number = number, .text = {}};
}

Key key_at(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TNUMBER:
      return number_key(lua_tonumber(lua, index));
    case LUA_TBOOLEAN:
      return {.kind = Key::Kind::boolean, .number = static_cast<double>(lua_toboolean(lua, index)), .text = {}};
    case LUA_TSTRING: {
      std::size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      return {.kind = Key::Kind::text, .number = 0, .text = {text, size}};
    }
    default:
      break;
  }
  raise_mistake(lua,
                std::string("a table with a ") + luaL_typename(lua, index) +
                    " as a key cannot be walked: only numbers, strings and booleans have an order that is the "
                    "same in every run; keep a list beside it");
}

void push_key(lua_State* lua, const Key& key) {
  switch (key.kind) {
    case Key::Kind::whole:
    case Key::Kind::number:
      lua_pushnumber(lua, key.number);
      break;
    case Key::Kind::text:
      lua_pushlstring(lua, key.text.data(), key.text.size());
      break;
    case Key::Kind::boolean:
      lua_pushboolean(lua, key.number != 0 ? 1 : 0);
      break;
  }
}

std::vector<Key> sorted_keys(lua_State* lua, int table) {
  std::vector<Key> keys;
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    lua_pop(lua, 1);
    keys.push_back(key_at(lua, -1));
  }
  Sandbox::of(lua).charge(lua, keys.size() * (1 + static_cast<std::size_t>(std::bit_width(keys.size())) / 4));
  if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
  return keys;
}

// ordered_keys(table): its keys in order, their number, and the table to read, which differs for a read-only
// view.
int ordered_keys(lua_State* lua) {
  check_table(lua, 1, "pairs");
  lua_settop(lua, 1);
  push_viewed(lua, 1);
  const std::vector<Key> keys = sorted_keys(lua, 2);
  lua_createtable(lua, static_cast<int>(keys.size()), 0);
  int position = 0;
  for (const Key& key : keys) {
    push_key(lua, key);
    lua_rawseti(lua, 3, ++position);
  }
  lua_pushinteger(lua, position);
  lua_pushvalue(lua, 2);
  return 3;
}

// True when the key after a whole number is the number that follows it: so lists are walked fast.
bool push_following(lua_State* lua, int table, const Key& key) {
  constexpr double most = 1 << 30;
  if (key.kind != Key::Kind::whole || std::fabs(key.number) > most) return false;
  const int following = static_cast<int>(key.number) + 1;
  lua_pushinteger(lua, following);
  lua_rawgeti(lua, table, following);
  if (!lua_isnil(lua, -1)) return true;
  lua_pop(lua, 2);
  return false;
}

// next(table, key): each call looks at all keys; pairs() is the way to walk a large table.
int next_in_order(lua_State* lua) {
  check_table(lua, 1, "next");
  lua_settop(lua, 2);
  push_viewed(lua, 1);
  const bool first = lua_isnil(lua, 2);
  const Key after = first ? Key{} : key_at(lua, 2);
  if (!first && push_following(lua, 3, after)) return 2;
  std::optional<Key> best;
  std::uint64_t seen = 0;
  lua_pushnil(lua);
  while (lua_next(lua, 3) != 0) {
    lua_pop(lua, 1);
    ++seen;
    const Key key = key_at(lua, -1);
    if ((first || after < key) && (!best || key < *best)) best = key;
  }
  Sandbox::of(lua).charge(lua, seen);
  if (!best) {
    lua_pushnil(lua);
    return 1;
  }
  push_key(lua, *best);
  lua_pushvalue(lua, -1);
  lua_rawget(lua, 3);
  return 2;
}

}  // namespace

void add_key_order_functions(lua_State* lua) {
  lua_pushcfunction(lua, guarded<ordered_keys>);
  lua_setfield(lua, -2, "ordered_keys");
  lua_pushcfunction(lua, guarded<next_in_order>);
  lua_setfield(lua, -2, "next");
}

}  // namespace tipring::dsl
