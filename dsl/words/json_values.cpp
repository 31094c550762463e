#include "dsl/words/json_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/read_only.h"
#include "runtime/base/json_text.h"

namespace tipring::dsl {
namespace {

// What a double holds exactly.
constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;

Error bad_json(std::string text) {
  return {"bad-json", std::move(text), false};
}

/// Writes a value of Lua's, looking at tables as they are: no metamethod runs.
class JsonWriter {
 public:
  explicit JsonWriter(lua_State* lua) : lua_(lua) {}

  /// The value on top of the stack, which stays.
  Result<void> write(int depth) {
    if (++values_ > JsonLimits::values || text_.size() > JsonLimits::bytes)
      return bad_json("there is too much of it: at most " + std::to_string(JsonLimits::values) +
                      " values and " + std::to_string(JsonLimits::bytes) + " bytes are JSON");
    switch (lua_type(lua_, -1)) {
      case LUA_TNIL:
        text_ += "null";
        return {};
      case LUA_TBOOLEAN:
        text_ += lua_toboolean(lua_, -1) != 0 ? "true" : "false";
        return {};
      case LUA_TNUMBER:
        return number(lua_tonumber(lua_, -1));
      case LUA_TSTRING: {
        std::size_t size = 0;
        const char* text = lua_tolstring(lua_, -1, &size);
        append_json_string({text, size}, text_);
        return {};
      }
      case LUA_TTABLE:
        return table(depth);
      default:
        break;
    }
    if (object_type_at(lua_, -1) == "null") {
      text_ += "null";
      return {};
    }
    return bad_json(describe_value(lua_, -1) + " has no JSON");
  }

  std::string take() { return std::move(text_); }

 private:
  Result<void> number(double value) {
    if (!std::isfinite(value)) return bad_json("a number that is none, or infinite, has no JSON");
    std::array<char, 32> digits{};
    const bool whole = value == std::floor(value) && std::fabs(value) <= static_cast<double>(largest_exact);
    const auto end = whole ? std::to_chars(digits.begin(), digits.end(), static_cast<std::int64_t>(value)).ptr
                           : std::to_chars(digits.begin(), digits.end(), value).ptr;
    text_.append(digits.begin(), end);
    return {};
  }

  Result<void> table(int depth) {
    if (depth >= JsonLimits::depth)
      return bad_json("tables within tables deeper than " + std::to_string(JsonLimits::depth) +
                      " have no JSON; does one contain itself?");
    luaL_checkstack(lua_, 8, "too much JSON");
    push_viewed(lua_, -1);  // Once the site is loaded its global tables are views.
    const auto length = static_cast<int>(lua_objlen(lua_, -1));
    auto written = length > 0 ? array(length, depth) : object(depth);
    lua_pop(lua_, 1);
    return written;
  }

  Result<void> array(int length, int depth) {
    const int table = lua_gettop(lua_);
    int keys = 0;
    bool names = false;
    for (lua_pushnil(lua_); lua_next(lua_, table) != 0; lua_pop(lua_, 1)) {
      ++keys;
      names = names || lua_type(lua_, -2) != LUA_TNUMBER;
    }
    if (names) return bad_json("a table is a list or has names for keys; this one is both");
    if (keys != length) return bad_json("a list with gaps has no JSON; db.null fills them");
    for (int i = 1; i <= length; ++i) {
      text_ += i == 1 ? '[' : ',';
      lua_rawgeti(lua_, table, i);
      if (auto written = write(depth + 1); !written) return written;
      lua_settop(lua_, table);
    }
    text_ += ']';
    return {};
  }

  Result<void> object(int depth) {
    const int table = lua_gettop(lua_);
    std::vector<std::string> keys;
    for (lua_pushnil(lua_); lua_next(lua_, table) != 0; lua_pop(lua_, 1)) {
      if (lua_type(lua_, -2) != LUA_TSTRING)
        return bad_json("the keys of a table that is no list are texts, not " + describe_value(lua_, -2));
      std::size_t size = 0;
      const char* key = lua_tolstring(lua_, -2, &size);
      keys.emplace_back(key, size);
    }
    std::ranges::sort(keys);
    text_ += '{';
    for (const std::string& key : keys) {
      if (&key != keys.data()) text_ += ',';
      append_json_string(key, text_);
      text_ += ':';
      lua_pushlstring(lua_, key.data(), key.size());
      lua_rawget(lua_, table);
      if (auto written = write(depth + 1); !written) return written;
      lua_settop(lua_, table);
    }
    text_ += '}';
    return {};
  }

  lua_State* lua_;
  std::string text_;
  std::size_t values_ = 0;
};

/// Pushes what the parser reads as it reads it, so that nothing is built twice.
class JsonPusher {
 public:
  using Parsed = nlohmann::json;

  explicit JsonPusher(lua_State* lua) : lua_(lua) {}

  const std::string& problem() const { return problem_; }

  // What nlohmann::json::sax_parse() calls; false ends it.
  bool null() {
    lua_pushnil(lua_);
    return place();
  }
  bool boolean(bool value) {
    lua_pushboolean(lua_, value ? 1 : 0);
    return place();
  }
  bool number_integer(std::int64_t value) {
    return whole(static_cast<double>(value), value >= -largest_exact && value <= largest_exact, value);
  }
  bool number_unsigned(std::uint64_t value) {
    return whole(static_cast<double>(value), value <= static_cast<std::uint64_t>(largest_exact), value);
  }
  // Whole numbers that have more digits than any integer come here too.
  bool number_float(double value, const std::string& digits) {
    if (digits.find_first_of(".eE") != std::string::npos) {
      lua_pushnumber(lua_, value);
    } else {
      lua_pushlstring(lua_, digits.data(), digits.size());
    }
    return place();
  }
  bool string(std::string& text) {
    lua_pushlstring(lua_, text.data(), text.size());
    return place();
  }
  bool binary(Parsed::binary_t& /*bytes*/) { return false; }
  bool start_object(std::size_t /*size*/) { return open(false); }
  bool start_array(std::size_t /*size*/) { return open(true); }
  bool key(std::string& text) {
    lua_pushlstring(lua_, text.data(), text.size());
    return true;
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*why*/) {
    problem_ = "it is no JSON from byte " + std::to_string(position) + " on";
    return false;
  }

 private:
  struct Level {
    bool array = false;
    int last = 0;
  };

  template <typename Integer>
  bool whole(double value, bool exact, Integer digits) {
    if (exact) {
      lua_pushnumber(lua_, value);
    } else {
      const std::string text = std::to_string(digits);
      lua_pushlstring(lua_, text.data(), text.size());
    }
    return place();
  }

  bool open(bool array) {
    if (levels_.size() >= static_cast<std::size_t>(JsonLimits::depth)) {
      problem_ = "it is deeper than " + std::to_string(JsonLimits::depth) + " levels";
      return false;
    }
    luaL_checkstack(lua_, 8, "too much JSON");
    lua_newtable(lua_);
    levels_.push_back({array, 0});
    return count();
  }

  bool close() {
    levels_.pop_back();
    return place();
  }

  bool count() {
    if (++values_ <= JsonLimits::values) return true;
    problem_ = "it has more than " + std::to_string(JsonLimits::values) + " values";
    return false;
  }

  // The value is on top; below it its object and key, or its array, or nothing of ours.
  bool place() {
    if (levels_.empty()) return count();
    Level& level = levels_.back();
    if (level.array) {
      lua_rawseti(lua_, -2, ++level.last);
    } else {
      lua_rawset(lua_, -3);
    }
    return count();
  }

  lua_State* lua_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
  std::string problem_;
};

}  // namespace

Result<std::string> json_of(lua_State* lua, int index) {
  const int top = lua_gettop(lua);
  luaL_checkstack(lua, 4, "too much JSON");
  lua_pushvalue(lua, index);
  JsonWriter writer(lua);
  const auto written = writer.write(0);
  lua_settop(lua, top);  // A failure leaves things behind.
  if (!written) return written.error();
  return writer.take();
}

Result<void> push_json(lua_State* lua, std::string_view text) {
  if (text.size() > JsonLimits::bytes)
    return bad_json("it has more than " + std::to_string(JsonLimits::bytes) + " bytes");
  const int top = lua_gettop(lua);
  luaL_checkstack(lua, 8, "too much JSON");
  JsonPusher pusher(lua);
  if (nlohmann::json::sax_parse(text, &pusher)) return {};
  lua_settop(lua, top);
  return bad_json(pusher.problem());
}

}  // namespace tipring::dsl
