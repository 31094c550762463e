#include <gmock/gmock.h>

#include "tests/unit/dsl/sandbox/script_runner.h"

namespace tipring::dsl {
namespace {

using testing::HasSubstr;

class Freezing : public testing::Test {
 protected:
  Freezing() {
    lua_State* lua = runner_.sandbox().lua();
    lua_newtable(lua);
    lua_pushliteral(lua, "info");
    lua_setfield(lua, -2, "level");
    lua_setglobal(lua, "log");
    EXPECT_EQ(runner_.load("greeting = 'hello' function greet() return greeting end names = {'a'}").end,
              SliceEnd::returned);
  }

  ScriptRunner runner_;
};

TEST_F(Freezing, LoadingDefinesGlobalsThatTasksRead) {
  runner_.sandbox().freeze();
  EXPECT_EQ(runner_.value("return greet(), names[1], log.level"), "hello a info");
}

TEST_F(Freezing, GlobalsCanNeitherBeSetNorCreatedAfterwards) {
  runner_.sandbox().freeze();
  EXPECT_EQ(runner_.value("greeting = 'bye'"),
            "error: site.lua:1: global 'greeting' cannot be set once the site is loaded");
  EXPECT_EQ(runner_.value("\n\nfunction other() end"),
            "error: site.lua:3: global 'other' cannot be set once the site is loaded");
  EXPECT_EQ(runner_.value("pcall(function() greeting = 1 end) return greeting"), "hello");
}

TEST_F(Freezing, NoTrickGetsAroundIt) {
  runner_.sandbox().freeze();
  for (const char* trick :
       {"rawset(_G, 'x', 1)", "setfenv(1, {})", "getfenv().x = 1", "getmetatable(_G).__newindex = nil",
        "string.x = 1", "rawset(string, 'x', 1)", "table.insert(table, 1)", "getmetatable('').x = 1",
        "getmetatable('').__index.x = 1", "setmetatable(log, {})", "log.level = 'debug'",
        "rawset(log, 'level', 'debug')", "for _, f in pairs(log) do log.level = f end",
        "coroutine.wrap(function() x = 1 end)()"}) {
    EXPECT_EQ(runner_.run(trick).end, SliceEnd::failed) << trick;
  }
  EXPECT_EQ(runner_.value("return log.level, string.x"), "info nil");
}

TEST_F(Freezing, WordsCannotBeSetWhileLoading) {
  EXPECT_EQ(runner_.load("print = nil", "a.lua").error,
            "a.lua:1: 'print' is a word of the language and cannot be set");
  EXPECT_EQ(runner_.load("log = {}", "a.lua").error,
            "a.lua:1: 'log' is a word of the language and cannot be set");
  EXPECT_EQ(runner_.load("greeting = 'again'").end, SliceEnd::returned);
}

TEST_F(Freezing, UnknownGlobalsAreMistakesThatNameTheNearest) {
  EXPECT_EQ(runner_.load("return greting", "a.lua").error,
            "a.lua:1: there is no global 'greting'; did you mean 'greeting'?");
  runner_.sandbox().freeze();
  EXPECT_EQ(runner_.value("return zzzzzz"), "error: site.lua:1: there is no global 'zzzzzz'");
}

TEST_F(Freezing, TheHostSetsWordsInEveryPhase) {
  runner_.sandbox().freeze();
  lua_pushinteger(runner_.sandbox().lua(), 5);
  runner_.sandbox().set_global("five");
  EXPECT_EQ(runner_.value("return five"), "5");
  EXPECT_EQ(lua_gettop(runner_.sandbox().lua()), 0);
}

TEST_F(Freezing, CallableTablesStayCallable) {
  ScriptRunner runner;
  lua_State* lua = runner.sandbox().lua();
  lua_newtable(lua);
  lua_newtable(lua);
  lua_pushcfunction(lua, [](lua_State* called) -> int {
    lua_pushvalue(called, 2);
    return 1;
  });
  lua_setfield(lua, -2, "__call");
  lua_setmetatable(lua, -2);
  lua_setglobal(lua, "queue");
  EXPECT_EQ(runner.value("return queue 'billing'"), "billing");
}

TEST(HostCalls, ProtectedCodeReportsWhatItRaises) {
  ScriptRunner runner;
  Sandbox& sandbox = runner.sandbox();
  const auto two = sandbox.protect(AccountId::site, [](lua_State* lua) {
    lua_pushinteger(lua, 1);
    lua_pushinteger(lua, 2);
    return 2;
  });
  ASSERT_TRUE(two.ok());
  EXPECT_EQ(two.value(), 2);
  lua_pop(sandbox.lua(), 2);
  EXPECT_EQ(
      sandbox.protect(AccountId::site, [](lua_State* lua) { return luaL_error(lua, "oops"); }).error().text,
      "oops");
  EXPECT_EQ(sandbox.protect(AccountId::site, [](lua_State*) -> int { throw std::runtime_error("thrown"); })
                .error()
                .text,
            "thrown");
  EXPECT_EQ(lua_gettop(sandbox.lua()), 0);
}

}  // namespace
}  // namespace tipring::dsl
