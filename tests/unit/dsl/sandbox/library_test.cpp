#include <gmock/gmock.h>

#include "tests/unit/dsl/sandbox/script_runner.h"

namespace tipring::dsl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Libraries, HoldNothingThatReachesOut) {
  for (const char* name :
       {"ffi", "io", "os", "debug", "package", "load", "loadstring", "loadfile", "dofile", "jit",
        "collectgarbage", "newproxy", "module", "getfenv", "setfenv", "gcinfo", "_G", "require"}) {
    ScriptRunner runner;
    EXPECT_THAT(runner.value(std::string("return ") + name),
                HasSubstr("there is no global '" + std::string(name) + "'"));
  }
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return string.dump, table.foreach, string.gfind, math.mod, coroutine.isyieldable"),
            "nil nil nil nil nil");
}

TEST(Libraries, BytecodeAndForeignNumbersAreRefused) {
  ScriptRunner runner;
  EXPECT_THAT(runner.load("\x1bLJ\x02").error, HasSubstr("attempt to load chunk with wrong mode"));
  EXPECT_EQ(runner.load("return 10LL", "a.lua").error,
            "a.lua: numbers written as 10LL, 10ULL or 10i are not available");
  EXPECT_EQ(runner.load("return 1i").end, SliceEnd::failed);
  EXPECT_EQ(runner.load("if then", "a.lua").error, "a.lua:1: unexpected symbol near 'then'");
}

TEST(Libraries, NoAddressShows) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return tostring({}), tostring(print), tostring(coroutine.create(print)), "
                         "string.format('%s %s', {}, print), tostring(string)"),
            "table function thread table function table");
  runner.run("print({}, print, nil, true, 1.5)");
  EXPECT_THAT(runner.printed(), ElementsAre("table\tfunction\tnil\ttrue\t1.5"));
  for (const char* script :
       {"return string.format('%p', {})", "return string.format('%5p', {})", "return {} .. 'x'",
        "return {} + 1", "return {} < {}", "error({})", "error(print)", "return ('x'):rep({})",
        "return table.concat({{}})", "return math.floor({})",
        "local t = setmetatable({}, {__index = print}) return t.x.y", "return string.format('%d', {})",
        "return string.format('%q', {})", "return tonumber({}, 10)", "return bit.tohex({})", "return #print",
        "({})()", "return pairs({[{}] = 1})"}) {
    const SliceOutcome outcome = runner.run(script);
    EXPECT_THAT(outcome.error, Not(HasSubstr("0x"))) << script;
  }
  EXPECT_THAT(runner.value("return string.format('%p', 'x')"), HasSubstr("invalid option '%p'"));
}

TEST(Libraries, TostringAsksTheMetamethod) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local t = setmetatable({}, {__tostring = function() return 'me' end}) "
                         "return tostring(t), string.format('%s|%5s|%-4s|%.1s', t, t, t, t)"),
            "me me|   me|me  |m");
  EXPECT_EQ(runner.value("local x = tostring()"),
            "error: site.lua:1: bad argument #1 to 'tostring' (value expected)");
}

TEST(Libraries, SubIsLuas) {
  ScriptRunner runner;
  EXPECT_EQ(
      runner.value(
          "local s = 'abcdef' return s:sub(2), s:sub(2, 3), s:sub(-2), s:sub(-3, -2), s:sub(0), s:sub(4, 3), "
          "s:sub(5, 99), s:sub(-99, 1), s:sub(-99, -99), s:sub(7), s:sub(2, nil)"),
      "bcdef bc ef de abcdef  ef a   bcdef");
  EXPECT_THAT(runner.value("local x = ('a'):sub()"),
              HasSubstr("site.lua:1: bad argument #2 to 'sub' (number expected"));
}

TEST(Libraries, FormatIsLuas) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return string.format('%5.2f|%d|%x|%q|%c|%%|%s', 3.14159, 42, 255, 'a\"b', 65, 'z')"),
            " 3.14|42|ff|\"a\\\"b\"|A|%|z");
  EXPECT_THAT(runner.value("local x = string.format('%99999d', 1)"), HasSubstr("site.lua:1: invalid format"));
  EXPECT_THAT(runner.value("local x = string.format('%.999f', 1)"), HasSubstr("site.lua:1: invalid format"));
  EXPECT_THAT(runner.value("local x = string.format('%d')"),
              HasSubstr("site.lua:1: bad argument #2 to 'format'"));
  EXPECT_THAT(runner.value("local x = string.format('%y', 1)"), HasSubstr("site.lua:1: invalid option"));
}

TEST(Libraries, PairsWalksInADefinedOrder) {
  ScriptRunner runner;
  EXPECT_EQ(
      runner.value("local t = {[true] = 1, b = 1, [3] = 1, a = 1, [1.5] = 1, [-2] = 1, B = 1, [false] = 1, "
                   "['10'] = 1, [10] = 1, [0] = 1, [math.huge] = 1, ['\\200'] = 1, [''] = 1} "
                   "local keys = {} for k in pairs(t) do keys[#keys + 1] = tostring(k) end "
                   "return table.concat(keys, ' ')"),
      "-2 0 3 10 1.5 inf  10 B a b \xc8 false true");
  EXPECT_EQ(runner.value("local t = {c = 1, b = 2, 3} local s = '' local k, v = next(t) "
                         "while k do s = s .. k .. v .. ' ' k, v = next(t, k) end return s, (next({}))"),
            "13 b2 c1  nil");
  EXPECT_EQ(runner.value(
                "local s = '' for k, v in next, {x = 1, y = 2, 9, 8} do s = s .. k .. v .. ' ' end return s"),
            "19 28 x1 y2 ");
}

TEST(Libraries, PairsToleratesRemovalAndRefusesKeysWithoutOrder) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local t = {a = 1, b = 2, c = 3} local s = '' "
                         "for k in pairs(t) do s = s .. k t.a, t.b = nil, nil end return s"),
            "ac");
  EXPECT_THAT(
      runner.value("for k in pairs {[{}] = 1} do end"),
      HasSubstr(
          "site.lua:1: a table with a table as a key cannot be walked: only numbers, strings and booleans"));
  EXPECT_THAT(runner.value("for k in pairs {[print] = 1} do end"), HasSubstr("a function as a key"));
  EXPECT_EQ(runner.value("for k in pairs(nil) do end"),
            "error: site.lua:1: bad argument #1 to 'pairs' (table expected, got nil)");
}

TEST(Libraries, PcallAndXpcallAreLuas) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return pcall(function(...) return ... end, 1, nil, 3)"), "true 1 nil 3");
  EXPECT_EQ(runner.value("return pcall(error, 'text', 0)"), "false text");
  EXPECT_EQ(runner.value("return pcall(function() error('text') end)"), "false site.lua:1: text");
  EXPECT_EQ(
      runner.value("return xpcall(function(a) error(a, 0) end, function(e) return '<' .. e .. '>' end, 'x')"),
      "false <x>");
  EXPECT_EQ(runner.value("return pcall(pcall, error, 'e')"), "true false e");
  EXPECT_EQ(runner.value("local ok, e = pcall(error, {code = 7}) return ok, e.code"), "false 7");
  EXPECT_EQ(runner.value("return pcall(nil)"), "false attempt to call a nil value");
}

TEST(Libraries, MetatablesOfStringsAndLibrariesAreOutOfReach) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return getmetatable(''), getmetatable(string)"), "string read-only");
  EXPECT_THAT(runner.value("setmetatable(string, {})"), HasSubstr("cannot change a protected metatable"));
  EXPECT_THAT(runner.value("string.format = print"), HasSubstr("site.lua:1: field 'format' cannot be set"));
  EXPECT_THAT(runner.value("table.insert(string, 'x')"), HasSubstr("the table is read-only"));
  EXPECT_THAT(runner.value("rawset(math, 'pi', 3)"), HasSubstr("the table is read-only"));
  EXPECT_THAT(runner.value("table.sort(math)"), HasSubstr("the table is read-only"));
  EXPECT_THAT(runner.value("return setmetatable({}, {__mode = 'k'})"),
              HasSubstr("weak tables are not available"));
  EXPECT_EQ(runner.value("local names = {} for name in pairs(coroutine) do names[#names + 1] = name end "
                         "return table.concat(names, ' ')"),
            "create resume running status wrap yield");
  EXPECT_EQ(runner.value("local f = string.format return f == string.format, ('x'):upper()"), "true X");
}

TEST(Libraries, ChanceIsTheFloors) {
  ScriptRunner first({}, 7);
  ScriptRunner same({}, 7);
  ScriptRunner other({}, 8);
  const char* script = "return math.random(), math.random(6), math.random(-3, 3), math.random(1e9)";
  const std::string value = first.value(script);
  EXPECT_EQ(value, same.value(script));
  EXPECT_NE(value, other.value(script));
  EXPECT_THAT(first.value("return math.random(0)"), HasSubstr("interval is empty"));
  EXPECT_THAT(first.value("return math.random(2, 1)"), HasSubstr("interval is empty"));
  EXPECT_THAT(first.value("return math.random(1e300)"), HasSubstr("number too large"));
  EXPECT_THAT(first.value("return math.random(0/0)"), HasSubstr("number too large"));
  EXPECT_THAT(first.value("math.randomseed(1)"), HasSubstr("math.randomseed is not available"));
  EXPECT_EQ(first.value("for i = 1, 1000 do local n = math.random(3) assert(n >= 1 and n <= 3 and n % 1 == 0) "
                        "end return 'ok'"),
            "ok");
}

TEST(Libraries, SortIsStableAndKeepsTheListOnErrors) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local t = {5, 2, 8, 1, 9, 3} table.sort(t) return table.concat(t, ' ')"),
            "1 2 3 5 8 9");
  EXPECT_EQ(
      runner.value(
          "local t = {'b1', 'a1', 'b2', 'a2', 'b3'} "
          "table.sort(t, function(x, y) return x:sub(1, 1) < y:sub(1, 1) end) return table.concat(t, ' ')"),
      "a1 a2 b1 b2 b3");
  EXPECT_EQ(
      runner.value("local t = {3, 'x', 1} local ok, e = pcall(table.sort, t) return e, table.concat(t, ' ')"),
      "site.lua:1: table.sort cannot compare string with number 3 x 1");
  EXPECT_EQ(
      runner.value(
          "local t = {3, 1, 2} pcall(table.sort, t, function() error 'x' end) return table.concat(t, ' ')"),
      "3 1 2");
  EXPECT_EQ(runner.value("local t = {} for i = 1, 500 do t[i] = math.random(100) end table.sort(t, function(a, "
                         "b) return a > b end) "
                         "for i = 2, 500 do assert(t[i - 1] >= t[i]) end return 'ok'"),
            "ok");
}

TEST(Libraries, InsertAndUnpackStayWithinBounds) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local t = {1, 2} table.insert(t, 1, 0) table.insert(t, 9) table.insert(t, 5, 'end') "
                         "return unpack(t)"),
            "0 1 2 9 end");
  EXPECT_THAT(runner.value("table.insert({}, -1e9, 1)"), HasSubstr("place -1000000000 is outside of 1 to 1"));
  EXPECT_THAT(runner.value("table.insert({}, 3, 1)"), HasSubstr("outside of 1 to 1"));
  EXPECT_THAT(runner.value("return unpack({}, 1, 1e9)"), HasSubstr("too many values to unpack"));
  EXPECT_THAT(runner.value("return unpack({}, -2^40, 2^40)"), HasSubstr("too many values to unpack"));
  EXPECT_EQ(runner.value("return unpack({1, 2, 3}, 2)"), "2 3");
  EXPECT_EQ(runner.value("return select('#', unpack({}, 1, 3))"), "3");
}

TEST(Libraries, CoroutinesAreGenerators) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local function count(n) return coroutine.wrap(function() for i = 1, n do "
                         "coroutine.yield(i) end end) end "
                         "local s = 0 for i in count(10) do s = s + i end return s"),
            "55");
  EXPECT_EQ(
      runner.value(
          "local co = coroutine.create(function(a) local b = coroutine.yield(a + 1) error('x' .. b, 0) end) "
          "local _, one = coroutine.resume(co, 1) local ok, err = coroutine.resume(co, 2) "
          "return one, ok, err, coroutine.status(co), coroutine.resume(co)"),
      "2 false x2 dead false cannot resume dead coroutine");
  EXPECT_EQ(runner.value("local w = coroutine.wrap(function() end) w() w()"),
            "error: site.lua:1: cannot resume dead coroutine");
  EXPECT_EQ(
      runner.value("return coroutine.running(), coroutine.wrap(function() return coroutine.running() end)()"),
      "nil thread");
  EXPECT_EQ(
      runner.value("return coroutine.wrap(function() return pcall(function() coroutine.yield(1) end) end)()"),
      "1");
  EXPECT_THAT(runner.value("coroutine.resume(1)"),
              HasSubstr("site.lua:1: bad argument #1 to 'resume' (coroutine expected"));
  EXPECT_THAT(runner.value("coroutine.wrap(1)"),
              HasSubstr("site.lua:1: bad argument #1 to 'wrap' (function expected"));
}

TEST(Libraries, MistakesInTailCallsNameTheFunction) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local x\n\nreturn tostring()"),
            "error: site.lua:1-3: bad argument #1 to '?' (value expected)");
  EXPECT_EQ(runner.value("return pairs(nil)"),
            "error: site.lua:1: bad argument #1 to 'pairs' (table expected, got nil)");
  EXPECT_EQ(runner.value("local function f() return pairs(nil) end\nlocal x = f()"),
            "error: site.lua:2: bad argument #1 to 'pairs' (table expected, got nil)");
  EXPECT_EQ(runner.value("\nerror('text', 0)"), "error: site.lua:2: text");
}

TEST(Libraries, ExpectedFailuresAreTablesThatReadAsText) {
  ScriptRunner runner;
  lua_pushcfunction(runner.sandbox().lua(), [](lua_State* lua) -> int {
    push_error(lua, {.code = "busy", .text = "the line is busy", .retryable = true});
    return 1;
  });
  runner.sandbox().set_global("failure");
  EXPECT_EQ(runner.value("local err = failure() return err.code, err.text, err.retryable, tostring(err), 'why: "
                         "' .. err .. '!', getmetatable(err)"),
            "busy the line is busy true the line is busy why: the line is busy! error");
  EXPECT_EQ(runner.value("error(failure())"), "error: site.lua:1: the line is busy");
}

}  // namespace
}  // namespace tipring::dsl
