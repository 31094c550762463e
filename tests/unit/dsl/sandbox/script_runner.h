#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "dsl/sandbox/lua_error.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {

/// A sandbox, and scripts run in it as a task would run them.
class ScriptRunner {
 public:
  explicit ScriptRunner(const SandboxLimits& limits = {}, std::uint64_t seed = 7)
      : chance_(seed),
        sandbox_(limits, {.chance = chance_,
                          .print = [this](std::string_view line) { printed_.emplace_back(line); },
                          .wall = {},
                          .lost = [this](const std::string& why) { lost_.push_back(why); }}) {}

  Sandbox& sandbox() { return sandbox_; }
  const std::vector<std::string>& printed() const { return printed_; }
  const std::vector<std::string>& lost() const { return lost_; }

  /// Runs a chunk as the site's loading does.
  SliceOutcome load(std::string_view text, const std::string& file = "site.lua") {
    const auto compiled = sandbox_.compile(sandbox_.lua(), text, file);
    if (!compiled) return {.end = SliceEnd::failed, .results = 0, .error = compiled.error().text};
    SliceOutcome outcome = sandbox_.call(0);
    if (outcome.end == SliceEnd::returned) lua_pop(sandbox_.lua(), outcome.results);
    return outcome;
  }

  /// Runs a chunk as one slice of a task with an account of its own, which is closed at the end.
  SliceOutcome run(std::string_view text, const std::string& file = "site.lua") {
    lua_State* main = sandbox_.lua();
    lua_State* thread = lua_newthread(main);
    SliceOutcome outcome;
    if (const auto compiled = sandbox_.compile(thread, text, file); !compiled) {
      outcome = {.end = SliceEnd::failed, .results = 0, .error = compiled.error().text};
    } else {
      const AccountId account = sandbox_.open_account(Instant{});
      const std::string origin = function_position(thread, 1);
      outcome = sandbox_.resume(thread, 0, {.origin = origin, .account = account, .now = Instant{}});
      take_results(thread, outcome);
      lua_pop(main, 1);
      sandbox_.close_account(account);
      return outcome;
    }
    lua_pop(main, 1);
    return outcome;
  }

  /// What the script returned, joined by spaces, in tostring's words; or the error.
  std::string value(std::string_view text) {
    const SliceOutcome outcome = run(text);
    if (outcome.end != SliceEnd::returned) return "error: " + outcome.error;
    return results_;
  }

 private:
  void take_results(lua_State* thread, const SliceOutcome& outcome) {
    results_.clear();
    for (int index = 1; index <= outcome.results; ++index) {
      if (index > 1) results_ += ' ';
      results_ += text_of(thread, index);
    }
  }

  static std::string text_of(lua_State* lua, int index) {
    switch (lua_type(lua, index)) {
      case LUA_TNIL:
        return "nil";
      case LUA_TBOOLEAN:
        return lua_toboolean(lua, index) != 0 ? "true" : "false";
      case LUA_TNUMBER:
      case LUA_TSTRING: {
        std::size_t size = 0;
        const char* text = lua_tolstring(lua, index, &size);
        return {text, size};
      }
      default:
        return luaL_typename(lua, index);
    }
  }

  Chance chance_;
  std::vector<std::string> printed_;
  std::vector<std::string> lost_;
  Sandbox sandbox_;
  std::string results_;
};

}  // namespace tipring::dsl
