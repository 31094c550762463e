#include <gmock/gmock.h>

#include "tests/unit/dsl/sandbox/script_runner.h"

namespace tipring::dsl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Bomb {
  const char* name;
  const char* script;
};

// Small, so that the bombs go off soon.
SandboxLimits small_limits() {
  SandboxLimits limits;
  limits.instructions_per_slice = 50'000'000;
  limits.instructions_per_window = 50'000'000;
  limits.memory_per_task = std::size_t{2} * 1024 * 1024;
  limits.allocation_per_slice = std::size_t{32} * 1024 * 1024;
  return limits;
}

class MemoryBomb : public testing::TestWithParam<Bomb> {};

TEST_P(MemoryBomb, EndsItsTaskPastEveryPcall) {
  ScriptRunner runner(small_limits());
  runner.run("local t = {} for i = 1, 1000 do t[i] = i end");
  runner.sandbox().collect();
  const std::size_t before = runner.sandbox().memory();
  const SliceOutcome outcome = runner.run("local function bomb() " + std::string(GetParam().script) +
                                          " end\nwhile true do pcall(bomb) end");
  EXPECT_EQ(outcome.end, SliceEnd::failed);
  EXPECT_THAT(outcome.error, StartsWith("site.lua:"));
  EXPECT_THAT(outcome.error, testing::AnyOf(HasSubstr("holds more than 2 MiB"),
                                            HasSubstr("allocated more than 32 MiB without waiting")));
  EXPECT_FALSE(runner.sandbox().lost());
  // Collected already, though Lua's table of strings and its buffer shrink slowly.
  EXPECT_LT(runner.sandbox().memory(), before + 2 * 1024 * 1024);
  EXPECT_EQ(runner.value("return 1 + 1"), "2");
}

INSTANTIATE_TEST_SUITE_P(
    Bombs, MemoryBomb,
    testing::Values(
        Bomb{"table", "local t = {} for i = 1, 1e9 do t[i] = i end"},
        Bomb{"hash", "local t = {} for i = 1, 1e9 do t[-i] = i end"},
        Bomb{"doubling", "local s = 'x' while true do s = s .. s end"}, Bomb{"rep", "local s = ('x'):rep(1e9)"},
        Bomb{"rep_of_a_long_string", "local s = ('x'):rep(1e6):rep(1e3)"},
        Bomb{"rep_with_separator", "local s = ('x'):rep(1e8, 'yyyy')"},
        Bomb{"strings", "local t = {} for i = 1, 1e9 do t[i] = 'number ' .. i end"},
        Bomb{"closures", "local f for i = 1, 1e9 do local g = f f = function() return g end end"},
        Bomb{"coroutines", "local t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() end) end"},
        Bomb{"concatenation",
             "local t = {} for i = 1, 500000 do t[i] = 'xxxxxxxxxxxxxxxx' end "
             "while true do t[1] = table.concat(t) end"},
        Bomb{"garbage", "for i = 1, 1e9 do local s = ('x'):rep(1e6 + i) end"},
        Bomb{"nested_tables", "local t = {} while true do t = {t} end"},
        Bomb{"gsub_with_a_function",
             "local s = 'xxxx' while true do s = s:gsub('.', function(c) return c .. c end) end"},
        Bomb{"upper", "local s = ('x'):rep(1e7) local t = {} for i = 1, 9 do t[i] = s:upper() .. i end"},
        Bomb{"pairs",
             "local t = {} for i = 1, 4e5 do t[i] = i end local k = {} "
             "for i = 1, 100 do k[i] = pairs(t) end"}),
    [](const auto& bomb) { return std::string(bomb.param.name); });

TEST(MemoryAccounts, ChargeWhoAllocatesAndCreditWhoPaid) {
  ScriptRunner runner;
  Sandbox& sandbox = runner.sandbox();
  lua_State* main = sandbox.lua();
  const AccountId first = sandbox.open_account(Instant{});
  const AccountId second = sandbox.open_account(Instant{});
  const auto make = [](lua_State* lua) {
    lua_newuserdata(lua, 100'000);
    return 1;
  };
  ASSERT_TRUE(sandbox.protect(first, make).ok());
  EXPECT_GE(sandbox.memory_of(first), 100'000U);
  EXPECT_LT(sandbox.memory_of(first), 101'000U);
  EXPECT_EQ(sandbox.memory_of(second), 0U);
  lua_pop(main, 1);
  sandbox.collect();
  EXPECT_LT(sandbox.memory_of(first), 1'000U);
  sandbox.close_account(first);
  sandbox.close_account(second);
}

TEST(MemoryAccounts, GarbageOfOthersIsNotHeldAgainstATask) {
  // Each leaves garbage of nearly the whole limit behind; none may be ended for it.
  ScriptRunner runner({.memory_of_state = std::size_t{1} << 30U});
  for (int task = 0; task < 10; ++task) {
    EXPECT_EQ(runner.run("local t = {} for i = 1, 12 do t[1] = ('x'):rep(1e6 + i) end").end,
              SliceEnd::returned);
  }
}

TEST(MemoryAccounts, DecisionsDoNotDependOnWhatIsSweptAlready) {
  const auto count_of = [] {
    ScriptRunner runner(small_limits());
    EXPECT_EQ(runner.load("n = 0").end, SliceEnd::returned);
    const SliceOutcome bombed = runner.run("local t = {} for i = 1, 1e6 do t[i] = 'number ' .. i n = i end");
    EXPECT_EQ(bombed.error, "site.lua:1: holds more than 2 MiB");
    return std::stod(runner.value("return n"));
  };
  const double count = count_of();
  EXPECT_NEAR(count, count_of(), 20) << "see Memory about what may differ";
}

TEST(MemoryAccounts, TheStatesLimitIsTheEndOfTheState) {
  ScriptRunner runner({.memory_of_state = std::size_t{8} * 1024 * 1024});
  const SliceOutcome outcome = runner.run("local t = {} pcall(function() for i = 1, 1e7 do t[i] = {} end end)");
  EXPECT_EQ(outcome.end, SliceEnd::failed);
  EXPECT_EQ(outcome.error, "site.lua:1: the Lua state holds more than 8 MiB");
  EXPECT_TRUE(runner.sandbox().lost());
  EXPECT_THAT(runner.lost(), ElementsAre(outcome.error));
  EXPECT_THAT(runner.value("return 1"), HasSubstr("the Lua state was lost"));
  EXPECT_THAT(runner.lost(), testing::SizeIs(1));
}

TEST(MemoryAccounts, CollectsBeforeTheStateIsLost) {
  ScriptRunner runner({.memory_of_state = std::size_t{32} * 1024 * 1024});
  for (int task = 0; task < 10; ++task) {
    EXPECT_EQ(runner.run("for i = 1, 20 do local s = ('x'):rep(1e6 + i) end").end, SliceEnd::returned);
  }
  EXPECT_THAT(runner.lost(), IsEmpty());
}

}  // namespace
}  // namespace tipring::dsl
