#include <gmock/gmock.h>

#include "tests/unit/dsl/sandbox/script_runner.h"

namespace tipring::dsl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Loop {
  const char* name;
  const char* script;
};

// Every way known to keep a script running, each tried against the budget of one slice.
class EndlessLoop : public testing::TestWithParam<Loop> {};

TEST_P(EndlessLoop, EndsWithItsSlice) {
  ScriptRunner runner;
  const SliceOutcome outcome = runner.run(GetParam().script, "dialogs/menu.lua");
  EXPECT_EQ(outcome.end, SliceEnd::failed);
  EXPECT_THAT(outcome.error, HasSubstr("used more than 2000000 instructions without waiting"));
  EXPECT_THAT(outcome.error, StartsWith("dialogs/menu.lua:"));
  EXPECT_LT(outcome.instructions, 2'100'000U);
  // The state goes on serving others.
  EXPECT_EQ(runner.value("return 1 + 1"), "2");
}

INSTANTIATE_TEST_SUITE_P(
    Loops, EndlessLoop,
    testing::Values(
        Loop{"plain", "while true do end"}, Loop{"in_pcall", "pcall(function() while true do end end)"},
        Loop{"pcall_in_a_loop", "while true do pcall(function() while true do end end) end"},
        Loop{"nested_pcalls", "local function f() pcall(f); while true do end end f()"},
        Loop{"in_xpcall_body", "xpcall(function() while true do end end, function() end)"},
        Loop{"in_xpcall_handler", "xpcall(function() error('x') end, function() while true do end end)"},
        Loop{"in_xpcall_handler_after_the_budget",
             "xpcall(function() while true do end end, function() while true do end end)"},
        Loop{"in_sort_comparison", "table.sort({3,2,1}, function() while true do end end)"},
        Loop{"in_gsub_callback", "string.gsub('abc', '%w', function() while true do end end)"},
        Loop{"in_gmatch_loop", "while true do for w in string.gmatch('a b', '%w') do end end"},
        Loop{"in_index_metamethod",
             "local t = setmetatable({}, {__index = function() while true do end end}) return t.x"},
        Loop{"in_concat_metamethod",
             "local t = setmetatable({}, {__concat = function() while true do end end}) return t .. 'x'"},
        Loop{"in_eq_metamethod",
             "local m = {__eq = function() while true do end end} "
             "return setmetatable({}, m) == setmetatable({}, m)"},
        Loop{"in_tostring_metamethod",
             "return tostring(setmetatable({}, {__tostring = function() while true do end end}))"},
        Loop{"in_format_metamethod",
             "return string.format('%s', setmetatable({}, {__tostring = function() while true do end end}))"},
        Loop{"in_coroutine_resume",
             "while true do coroutine.resume(coroutine.create(function() while true do end end)) end"},
        Loop{"in_coroutine_wrap",
             "pcall(coroutine.wrap(function() pcall(function() while true do end end) end))"},
        Loop{"in_a_generator",
             "for v in coroutine.wrap(function() while true do coroutine.yield(1) end end) do end"},
        Loop{"in_a_generators_body",
             "while true do for v in coroutine.wrap(function() while true do end end) do end end"},
        Loop{"in_an_iterator", "for v in function() return 1 end do end"},
        Loop{"in_tail_calls", "local function f() return f() end f()"},
        Loop{"in_unpack", "local t = {} for i = 1, 7000 do t[i] = i end while true do unpack(t) end"},
        Loop{"in_insert_at_the_front",
             "local t = {} for i = 1, 50000 do t[i] = i end while true do table.insert(t, 1, 0) end"},
        Loop{"in_sorting_without_comparison",
             "local t = {} for i = 1, 50000 do t[i] = -i end while true do table.sort(t) end"},
        Loop{"in_rep", "while true do local s = ('x'):rep(1e6) end"},
        Loop{"in_upper", "local s = ('x'):rep(1e6) while true do s:upper() end"},
        Loop{"in_sub", "local s = ('x'):rep(1e6) while true do s:sub(2) end"},
        Loop{"in_concat", "local t = {} for i = 1, 9000 do t[i] = '' end while true do table.concat(t) end"},
        Loop{"in_next", "local t = {} for i = 1, 900 do t['k' .. i] = 1 end while true do next(t) end"},
        Loop{"in_pairs", "local t = {} for i = 1, 900 do t['k' .. i] = 1 end while true do pairs(t) end"}),
    [](const auto& loop) { return std::string(loop.param.name); });

TEST(Budget, CountsTheSameForTheSameScript) {
  const char* script =
      "local t = {} for i = 1, 2000 do t['k' .. i] = i; if i % 3 == 0 then t['k' .. i / 3] = nil end end "
      "local n = 0 for k, v in pairs(t) do n = n + #k; pcall(error, k) end "
      "table.sort({'b','a'}) return n, ('x'):rep(1000):gsub('x', '%0%0')";
  ScriptRunner first;
  ScriptRunner second;
  const SliceOutcome one = first.run(script);
  const SliceOutcome other = second.run(script);
  ASSERT_EQ(one.end, SliceEnd::returned) << one.error;
  EXPECT_EQ(one.instructions, other.instructions);
  EXPECT_GT(one.instructions, 10'000U);
  EXPECT_EQ(first.value(script), second.value(script));
}

TEST(Budget, LoadingHasABudgetOfItsOwn) {
  ScriptRunner runner({.instructions_to_load = 500'000});
  EXPECT_EQ(runner.load("for i = 1, 100000 do end").end, SliceEnd::returned);
  const SliceOutcome outcome = runner.load("while true do end", "queues.lua");
  EXPECT_EQ(outcome.error, "queues.lua:1: used more than 500000 instructions without waiting");
}

TEST(Budget, WallTimeIsTheBackstop) {
  Chance chance(1);
  Duration now{};
  Sandbox sandbox({}, {.chance = chance,
                       .print = {},
                       .wall = [&now] { return now += std::chrono::milliseconds(1); },
                       .lost = {}});
  ASSERT_TRUE(sandbox.compile(sandbox.lua(), "while true do end", "a.lua").ok());
  sandbox.freeze();
  const SliceOutcome outcome = sandbox.call(0);
  EXPECT_EQ(outcome.error, "a.lua:1: ran for more than 20 ms without waiting");
  EXPECT_LT(outcome.instructions, 10'000U);
}

TEST(Budget, FailureNamesTheCallStack) {
  ScriptRunner runner;
  const SliceOutcome outcome = runner.run(
      "local function greet()\n  while true do end\nend\nlocal function menu()\n  greet()\n  return "
      "1\nend\nmenu()\n",
      "dialogs/menu.lua");
  EXPECT_EQ(outcome.traceback,
            "dialogs/menu.lua:2: in function 'greet'\ndialogs/menu.lua:5: in function 'menu'\n"
            "dialogs/menu.lua:8: in main chunk");
}

TEST(Budget, NestingEndsWithAMistakeNotACrash) {
  ScriptRunner runner({.instructions_per_slice = 20'000'000});
  EXPECT_THAT(runner.value("local function f() return coroutine.wrap(f)() end return pcall(f)"),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(runner.value("local function f() table.sort({2,1}, f) end return pcall(f)"),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(runner.value("local t = setmetatable({}, {}) "
                           "getmetatable(t).__tostring = function() return string.format('%s', t) end "
                           "return pcall(tostring, t)"),
              HasSubstr("nested too deeply"));
  EXPECT_THAT(runner.value("local function f() xpcall(error, f) end return pcall(f)"), StartsWith("true"));
  EXPECT_THAT(runner.value("local function f() return 1 + f() end return pcall(f)"),
              HasSubstr("stack overflow"));
}

}  // namespace
}  // namespace tipring::dsl
