// Patterns against Lua's own functions: whatever the bytes, ours neither crash nor hang and give the same
// answer.

#include "dsl/sandbox/pattern.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <lua.hpp>

namespace {

using tipring::dsl::Pattern;
using tipring::dsl::PatternMatch;
using tipring::dsl::StepBudget;

// What string.find gives: begin, end and captures, or nothing; "mistake" for a pattern that is none.
std::string found_by_lua(lua_State* lua, std::string_view subject, std::string_view pattern) {
  lua_getglobal(lua, "string");
  lua_getfield(lua, -1, "find");
  lua_remove(lua, -2);
  lua_pushlstring(lua, subject.data(), subject.size());
  lua_pushlstring(lua, pattern.data(), pattern.size());
  std::string found;
  if (lua_pcall(lua, 2, LUA_MULTRET, 0) != 0) {
    found = "mistake";
  } else {
    for (int index = 1; index <= lua_gettop(lua) && !lua_isnil(lua, index); ++index) {
      std::size_t size = 0;
      const char* text = lua_tolstring(lua, index, &size);
      found += std::string(text, size) + ";";
    }
  }
  lua_settop(lua, 0);
  return found;
}

std::string found_by_us(const PatternMatch& match, std::string_view subject) {
  std::string found = std::to_string(match.begin() + 1) + ";" + std::to_string(match.end()) + ";";
  for (std::size_t index = 0; index < match.capture_count(); ++index) {
    const PatternMatch::Capture& capture = match.capture(index);
    switch (capture.state) {
      case PatternMatch::Capture::State::open:
        return "mistake";
      case PatternMatch::Capture::State::position:
        found += std::to_string(capture.begin + 1);
        break;
      case PatternMatch::Capture::State::closed:
        found += subject.substr(capture.begin, capture.length);
        break;
    }
    found += ";";
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static lua_State* const lua = [] {
    lua_State* state = luaL_newstate();
    luaL_openlibs(state);
    return state;
  }();
  // The pattern's length, the pattern, the subject. Lua's own has no bound on its time, hence the short ones.
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string_view pattern_text = bytes.substr(0, data[0] % 64);
  const std::string_view subject = bytes.substr(pattern_text.size()).substr(0, 256);
  // Lua ends a pattern at a zero byte, which is documented as a mistake to write; ours takes it for what it is.
  if (pattern_text.find('\0') != std::string_view::npos) return 0;
  // string.find searches for these as they are.
  if (Pattern::is_plain(pattern_text)) return 0;
  const Pattern pattern(pattern_text, true);
  StepBudget steps{.left = 20'000, .used = 0};
  PatternMatch match(pattern, subject, steps);
  const PatternMatch::Outcome outcome = match.search(0);
  if (outcome == PatternMatch::Outcome::out_of_steps) return 0;
  std::string ours;
  if (outcome == PatternMatch::Outcome::mistake) ours = "mistake";
  if (outcome == PatternMatch::Outcome::matched) ours = found_by_us(match, subject);
  if (ours != found_by_lua(lua, subject, pattern_text)) std::abort();
  return 0;
}
