#include "tests/unit/dsl/tasks/task_world.h"

namespace tipring::dsl {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Waiting, TaskRunsAsAnEventAndReturnsValues) {
  TaskWorld world;
  world.start("note 'running' return 1, 'two', nil, {}");
  EXPECT_THAT(world.notes(), IsEmpty());
  EXPECT_EQ(world.tasks().live(), 1U);
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("running", "task returned 1 two nil table"));
  EXPECT_EQ(world.tasks().live(), 0U);
}

TEST(Waiting, ArgumentsArePushedForTheFirstSlice) {
  TaskWorld world;
  lua_State* lua = world.sandbox().lua();
  ASSERT_TRUE(world.sandbox().compile(lua, "local a, b = ... note(a .. b)", "site.lua").ok());
  const int function = luaL_ref(lua, LUA_REGISTRYINDEX);
  world.tasks().start(
      {}, function,
      [](lua_State* pushed) {
        lua_pushliteral(pushed, "left");
        lua_pushliteral(pushed, "right");
        return 2;
      },
      nullptr);
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("leftright"));
}

TEST(Waiting, CompletionResumesWithItsResultsInALaterEvent) {
  TaskWorld world;
  world.start("local word = ask 'name' note(word) return word");
  world.run();
  EXPECT_THAT(world.notes(), IsEmpty());
  EXPECT_TRUE(world.answer("name", "blue"));
  EXPECT_THAT(world.notes(), IsEmpty()) << "not inside resume()";
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("blue", "task returned blue"));
}

TEST(Waiting, TimeOutGivesNilAndAnError) {
  TaskWorld world;
  world.start(
      "local word, err = ask('name', 5) note(tostring(word) .. ', ' .. err .. ', ' .. err.code "
      ".. (err.retryable and ', retryable' or ''))");
  world.run_for(seconds(4));
  EXPECT_THAT(world.notes(), IsEmpty());
  world.run_for(seconds(1));
  EXPECT_THAT(world.notes(),
              ElementsAre("cancelled name", "nil, timed out after 5 s, timed-out, retryable", "task returned"));
  EXPECT_EQ(world.loop().live_timers(), 0U);
}

TEST(Waiting, EveryWaitEndsEvenWithoutATimeOutOfItsOwn) {
  TaskWorld world;
  world.start("local _, err = ask 'name' return err.code");
  world.run_for(std::chrono::hours(23));
  EXPECT_THAT(world.notes(), IsEmpty());
  world.run_for(std::chrono::hours(1));
  EXPECT_THAT(world.notes(), ElementsAre("cancelled name", "task returned timed-out"));
}

TEST(Waiting, CompletionBeforeTheTimeOutWins) {
  TaskWorld world;
  world.start("return (ask('name', 5))");
  world.run_for(seconds(5) - Duration(1));
  EXPECT_TRUE(world.answer("name"));
  // The time-out's instant comes before the event runs.
  world.clock().advance_to(world.clock().now() + seconds(1));
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task returned yes"));
}

TEST(Waiting, CompletionAfterTheTimeOutFindsNothing) {
  TaskWorld world;
  world.start("ask('name', 5) note 'went on' ask('other') return 'end'");
  world.run_for(seconds(5));
  EXPECT_THAT(world.notes(), ElementsAre("cancelled name", "went on"));
  EXPECT_FALSE(world.answer("name"));
  world.run();
  EXPECT_THAT(world.notes(), IsEmpty()) << "a stale completion must not end the next wait";
  EXPECT_TRUE(world.answer("other"));
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task returned end"));
}

TEST(Waiting, AWaitCompletesOnce) {
  TaskWorld world;
  world.start("return (ask 'name')");
  world.run();
  EXPECT_TRUE(world.answer("name", "first"));
  EXPECT_FALSE(world.answer("name", "second"));
  world.run();
  EXPECT_FALSE(world.answer("name", "third"));
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task returned first"));
}

TEST(Waiting, ReferencesOfAnEndedTaskDoNotReachItsSuccessorInTheSlot) {
  TaskWorld world;
  world.start("ask 'old'", {1, 1}, "first");
  world.run();
  const TaskRef old = world.asked("old");
  world.answer("old");
  world.run();
  world.start("return (ask 'new')", {1, 2}, "second");
  world.run();
  EXPECT_EQ(world.asked("new").slot, old.slot);
  EXPECT_FALSE(world.tasks().resume(old, [](lua_State*) { return 0; }));
  EXPECT_FALSE(world.tasks().resume({99, 1}, [](lua_State*) { return 0; }));
  EXPECT_FALSE(world.tasks().resume({}, [](lua_State*) { return 0; }));
  world.answer("new");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("first returned", "second returned yes"));
}

TEST(Waiting, WaitsWorkInsideScriptConstructs) {
  TaskWorld world;
  world.start(R"(
    note(select(2, pcall(function() return ask 'in pcall' end)))
    note((('a-b'):gsub('%w', function(letter) return ask('gsub ' .. letter) end)))
    local t = setmetatable({}, {__index = function(_, key) return ask('index ' .. key) end})
    note(t.colour)
    for word in function() return ask 'iterator' end do note(word) break end
    note(tostring(setmetatable({}, {__tostring = function() return ask 'tostring' end})))
  )");
  world.run();
  for (const char* name : {"in pcall", "gsub a", "gsub b", "index colour", "iterator", "tostring"}) {
    ASSERT_TRUE(world.answer(name, std::string("<") + name + ">")) << name;
    world.run();
  }
  EXPECT_THAT(world.notes(), ElementsAre("<in pcall>", "<gsub a>-<gsub b>", "<index colour>", "<iterator>",
                                         "<tostring>", "task returned"));
}

TEST(Waiting, RefusedWhereATaskCannotYield) {
  TaskWorld world;
  const auto failure = [&world](std::string_view script) {
    world.start(script);
    world.run();
    const auto notes = world.notes();
    return notes.empty() ? std::string("waits") : notes.back();
  };
  EXPECT_EQ(failure("coroutine.wrap(function() wait(1) end)()"),
            "task failed: site.lua:1: cannot wait inside a coroutine of the script; use spawn");
  EXPECT_THAT(failure("table.sort({2, 1}, function() wait(1) end)"), HasSubstr("site.lua:1: cannot wait here"));
  EXPECT_THAT(failure("string.format('%s', setmetatable({}, {__tostring = function() wait(1) end}))"),
              HasSubstr("site.lua:1: cannot wait here"));
  EXPECT_THAT(failure("return select(2, xpcall(error, function() wait(1) end))"), HasSubstr("task returned"));
  EXPECT_THAT(failure("coroutine.yield()"), HasSubstr("coroutine.yield outside of a coroutine"));
  EXPECT_EQ(world.tasks().live(), 0U);
}

TEST(Waiting, RefusedWhileTheSiteLoads) {
  TaskWorld world;
  ASSERT_TRUE(world.sandbox().compile(world.sandbox().lua(), "wait(1)", "site.lua").ok());
  EXPECT_EQ(world.sandbox().call(0).error, "site.lua:1: cannot wait here: the site is loading");
}

TEST(Waiting, AMistakeInAResultIsRaisedWhereTheScriptWaits) {
  TaskWorld world;
  world.start("note(select(2, pcall(function() local word = ask 'name' end)))\nnote 'goes on' ask 'name'");
  world.run();
  const auto raise = [](lua_State* lua) -> int { return luaL_error(lua, "no such %s", "thing"); };
  EXPECT_TRUE(world.tasks().resume(world.asked("name"), raise));
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("site.lua:1: no such thing", "goes on"));
  EXPECT_TRUE(
      world.tasks().resume(world.asked("name"), [](lua_State*) -> int { throw std::runtime_error("broken"); }));
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task failed: site.lua:2: broken"));
}

TEST(Waiting, FailureNamesFileLineAndCallStack) {
  TaskWorld world;
  world.start("local function greet(name)\n  wait(1)\n  return name.x.y\nend\n\ngreet 'Ann'\n");
  world.run_for(seconds(1));
  const TaskOutcome& outcome = world.outcomes().at("task");
  EXPECT_EQ(outcome.end, TaskEnd::failed);
  EXPECT_THAT(outcome.error, HasSubstr("site.lua:3: attempt to index field 'x'"));
  EXPECT_EQ(outcome.traceback, "site.lua:3: in function 'greet'\nsite.lua:6: in main chunk");
}

TEST(Waiting, ErrorsThatAreTablesKeepTheirText) {
  TaskWorld world;
  world.start("local _, err = ask('name', 1)\nerror(err)");
  world.run_for(seconds(1));
  EXPECT_EQ(world.outcomes().at("task").error, "site.lua:2: timed out after 1 s");
}

}  // namespace
}  // namespace tipring::dsl
