#include <random>

#include <gmock/gmock.h>

#include "tests/unit/dsl/sandbox/script_runner.h"

namespace tipring::dsl {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// LuaJIT's own pattern functions in a state of their own: what ours must agree with.
class Reference {
 public:
  Reference() : lua_(luaL_newstate()) { luaL_openlibs(lua_); }
  ~Reference() { lua_close(lua_); }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  std::string value(const std::string& script) {
    std::string text;
    if (luaL_loadbuffer(lua_, script.data(), script.size(), "@site.lua") != 0 ||
        lua_pcall(lua_, 0, LUA_MULTRET, 0) != 0) {
      text = std::string("error: ") + lua_tostring(lua_, -1);
    } else {
      for (int index = 1; index <= lua_gettop(lua_); ++index) {
        std::size_t size = 0;
        const char* bytes = lua_tolstring(lua_, index, &size);
        if (index > 1) text += ' ';
        text += bytes == nullptr ? std::string("nil") : std::string(bytes, size);
      }
    }
    lua_settop(lua_, 0);
    return text;
  }

 private:
  lua_State* lua_;
};

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char byte : text)
    result += "\\" + std::to_string(1000 + static_cast<unsigned char>(byte)).substr(1);
  return result + "'";
}

// Makes patterns that are mostly well formed, from few letters, so that they match often.
class PatternMaker {
 public:
  explicit PatternMaker(unsigned seed) : random_(seed) {}

  std::string pattern() {
    std::string text = one_in(4) ? "^" : "";
    for (int items = below(6); items > 0; --items)
      text += item();
    if (one_in(5)) text += "$";
    return text;
  }

  std::string subject() {
    std::string text;
    for (int length = below(14); length > 0; --length)
      text += one_of(
          {"a", "b", "b", "(", ")", "1", " ", "A", "-", "%", "]", "^", std::string(1, '\0'), "\xe4", "ab"});
    return text;
  }

  std::string replacement() {
    std::string text;
    for (int parts = below(4); parts > 0; --parts)
      text += one_of({"x", "%0", "%1", "%2", "%%", "%", "-", "%a"});
    return text;
  }

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

 private:
  bool one_in(int chances) { return below(chances) == 0; }

  std::string one_of(std::vector<std::string> choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
  }

  std::string single() {
    return one_of({"a",     "b",   ".",    "%a",   "%d",   "%s",     "%w",     "%A",   "%p",   "%x",
                   "%z",    "%l",  "%u",   "%c",   "%g",   "%%",     "%(",     "[ab]", "[^a]", "[%a-]",
                   "[a-c]", "[]]", "[^]]", "[a-]", "[%]]", "[b-%a]", "[0-9a]", "1",    " ",    "-"});
  }

  std::string item() {
    switch (below(12)) {
      case 0:
        return "(";
      case 1:
        return ")";
      case 2:
        return "()";
      case 3:
        return "%b()";
      case 4:
        return "%f[%a]";
      case 5:
        return one_of({"%1", "%2", "%bab", "%f[^b]", "$", "[", "%", "[a", "%f", "%b"});
      case 6:
        return "(" + single() + one_of({"", "*", "+", "-", "?"}) + ")";
      default:
        return single() + one_of({"", "*", "+", "-", "?", ""});
    }
  }

  std::mt19937 random_;
};

// Each mistake has one kind in both, though the words differ: only that there is one is compared.
std::string judged(const std::string& value) {
  return value.starts_with("error: ") ? "error" : value;
}

class PatternProperty : public testing::TestWithParam<unsigned> {};

TEST_P(PatternProperty, AgreesWithLuasOwnFunctions) {
  Reference reference;
  ScriptRunner runner;
  PatternMaker maker(GetParam());
  for (int round = 0; round < 1500; ++round) {
    const std::string subject = quoted(maker.subject());
    const std::string pattern = quoted(maker.pattern());
    const std::string replacement = quoted(maker.replacement());
    const std::string init = std::to_string(maker.below(20) - 8);
    const std::string most = std::to_string(maker.below(4));
    for (const std::string& script :
         {"return string.find(" + subject + ", " + pattern + ")",
          "return string.find(" + subject + ", " + pattern + ", " + init + ")",
          "return string.find(" + subject + ", " + pattern + ", " + init + ", true)",
          "return string.match(" + subject + ", " + pattern + ", " + init + ")",
          "local t = {} for a, b in string.gmatch(" + subject + ", " + pattern +
              ") do t[#t + 1] = tostring(a) .. '|' .. tostring(b) end return table.concat(t, ',')",
          "return string.gsub(" + subject + ", " + pattern + ", " + replacement + ")",
          "return string.gsub(" + subject + ", " + pattern + ", " + replacement + ", " + most + ")",
          "return string.gsub(" + subject + ", " + pattern +
              ", function(a, b) if a == 'b' then return nil end return '<' .. tostring(a) .. tostring(b) .. "
              "'>' end)",
          "return string.gsub(" + subject + ", " + pattern + ", {a = 'x', b = false, ab = 12}, " + most +
              ")"}) {
      ASSERT_EQ(judged(runner.value(script)), judged(reference.value(script))) << script;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PatternProperty, testing::Range(1U, 5U));

TEST(Patterns, MistakesNameWhatIsWrongAndWhere) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("local x = ('a'):find('[a')"), "error: site.lua:1: malformed pattern (missing ']')");
  EXPECT_EQ(runner.value("local x = ('a'):gsub('%', '')"),
            "error: site.lua:1: malformed pattern (ends with '%')");
  EXPECT_EQ(runner.value("local x = ('a'):match('(a')"), "error: site.lua:1: unfinished capture");
  EXPECT_EQ(runner.value("local x = ('a'):gsub('a', '%2')"), "error: site.lua:1: invalid capture index");
  EXPECT_EQ(runner.value("local x = ('a'):gsub('a', function() return {} end)"),
            "error: site.lua:1: invalid replacement value (a table)");
  EXPECT_EQ(runner.value("local x = ('a'):gsub('a')"),
            "error: site.lua:1: bad argument #3 to 'gsub' (string, function or table expected, got no value)");
  EXPECT_EQ(runner.value("local x = string.find(nil, 'a')"),
            "error: site.lua:1: bad argument #1 to 'find' (string expected, got nil)");
  EXPECT_THAT(runner.value("local x = ('a'):find(('a?'):rep(9000))"), HasSubstr("pattern too long"));
}

TEST(Patterns, ABombEndsAfterItsSteps) {
  ScriptRunner runner;
  const std::string bomb = "return pcall(string.find, ('a'):rep(3000), ('.-'):rep(20) .. 'b')";
  EXPECT_THAT(runner.value(bomb), HasSubstr("pattern too complex: it takes more than 1000000 steps"));
  EXPECT_THAT(runner.value("while true do " + bomb.substr(7) + " end"),
              HasSubstr("used more than 2000000 instructions without waiting"));
  EXPECT_THAT(runner.value("return ('a'):rep(5000):gsub(('.-'):rep(20) .. 'b', '')"), HasSubstr("too complex"));
  EXPECT_THAT(runner.value("for w in ('a'):rep(5000):gmatch(('.-'):rep(20) .. 'b') do end"),
              HasSubstr("too complex"));
  EXPECT_THAT(runner.value("return ('('):rep(100000):find('%b()')"), HasSubstr("too complex"));
}

TEST(Patterns, DeepPatternsDoNotExhaustTheStack) {
  ScriptRunner runner;
  EXPECT_EQ(runner.value("return #('a'):rep(4000):match(('a?'):rep(4000))"), "4000");
  EXPECT_EQ(runner.value("return (('a'):rep(400000):find('^a*$'))"), "1");
  EXPECT_THAT(runner.value("return ('a'):match(('('):rep(33) .. 'a')"), HasSubstr("too many captures"));
}

TEST(Patterns, ReplacementMayNotGrowWithoutBound) {
  ScriptRunner runner;
  EXPECT_THAT(runner.value("local s = ('x'):rep(100000) return #s:gsub('x', s)"),
              HasSubstr("longer than 16777216 bytes"));
}

TEST(Patterns, StepsCountAsInstructions) {
  ScriptRunner runner;
  const SliceOutcome cheap = runner.run("local s = ('a'):rep(100000) return s:find('b', 1, true)");
  const SliceOutcome dear = runner.run("local s = ('a'):rep(100000) return s:find('[b]')");
  EXPECT_LT(cheap.instructions, 20'000U);
  EXPECT_GT(dear.instructions, 100'000U);
}

}  // namespace
}  // namespace tipring::dsl
