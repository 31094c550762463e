#include "tests/unit/dsl/tasks/task_world.h"

namespace tipring::dsl {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Suspension {
  const char* name;
  const char* script;
};

// Every construct of the language in which a task can stand when its contact ends.
class Interruption : public testing::TestWithParam<Suspension> {};

TEST_P(Interruption, CancelsTheWaitAndRunsNoMoreOfTheScript) {
  TaskWorld world;
  world.start(std::string(GetParam().script) + " note 'after the end'");
  world.run();
  ASSERT_EQ(world.tasks().live(), 1U);
  world.stop_contact();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x")) << "the end comes later, as an event";
  EXPECT_FALSE(world.answer("x")) << "the wait is over";
  world.run_for(seconds(100));
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
  EXPECT_EQ(world.tasks().live(), 0U);
  EXPECT_EQ(world.loop().live_timers(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Suspensions, Interruption,
    testing::Values(
        Suspension{"plain", "ask 'x'"}, Suspension{"with_time_out", "ask('x', 5)"},
        Suspension{"in_a_tail_call", "local function f() return ask 'x' end f()"},
        Suspension{"in_pcall", "pcall(ask, 'x')"},
        Suspension{"in_nested_pcalls", "pcall(pcall, pcall, function() pcall(ask, 'x') note 'caught' end)"},
        Suspension{"in_a_loop_of_pcalls", "while true do pcall(ask, 'x') end"},
        Suspension{"in_xpcall", "xpcall(function() ask 'x' end, function() note 'handled' end)"},
        Suspension{"in_gsub", "string.gsub('abc', '%w', function() ask 'x' end)"},
        Suspension{"in_gsub_by_table",
                   "string.gsub('abc', '%w', setmetatable({}, {__index = function() return ask 'x' end}))"},
        Suspension{"in_an_iterator", "for v in function() return ask 'x' end do note 'went on' end"},
        Suspension{"in_index", "local t = setmetatable({}, {__index = function() return ask 'x' end}) t = t.y"},
        Suspension{"in_newindex", "local t = setmetatable({}, {__newindex = function() ask 'x' end}) t.y = 1"},
        Suspension{"in_arithmetic",
                   "local t = setmetatable({}, {__add = function() return ask 'x' end}) t = t + 1"},
        Suspension{"in_comparison",
                   "local m = {__eq = function() return ask 'x' end} "
                   "if setmetatable({}, m) == setmetatable({}, m) then note 'equal' end"},
        Suspension{"in_concatenation",
                   "local t = setmetatable({}, {__concat = function() return ask 'x' end}) t = t .. 'y'"},
        Suspension{"in_call", "local t = setmetatable({}, {__call = function() return ask 'x' end}) t()"},
        Suspension{"in_tostring", "tostring(setmetatable({}, {__tostring = function() return ask 'x' end}))"},
        Suspension{"in_print", "print(setmetatable({}, {__tostring = function() return ask 'x' end}))"},
        Suspension{"in_a_method_of_a_string", "('a'):gsub('a', function() ask 'x' end)"}),
    [](const auto& suspension) { return std::string(suspension.param.name); });

TEST(Stopping, ATaskThatHasNotRunNeverDoes) {
  TaskWorld world;
  world.start("note 'ran'");
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
}

TEST(Stopping, WinsOverACompletionUnderWay) {
  TaskWorld world;
  world.start("ask 'x' note 'went on'");
  world.run();
  EXPECT_TRUE(world.answer("x"));
  world.stop_contact();
  EXPECT_THAT(world.notes(), IsEmpty()) << "that wait has been completed: nothing to cancel";
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
}

TEST(Stopping, WinsOverATimeOutUnderWay) {
  TaskWorld world;
  world.start("ask('x', 1) note 'went on'");
  world.run();
  // The stop is an event of the turn in which the time-out falls due.
  world.clock().advance_to(world.clock().now() + seconds(1));
  world.loop().post([&world] { world.stop_contact(); });
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x", "task interrupted", "stopped"));
}

TEST(Stopping, ConcernsAllTasksOfTheContactAndNoOther) {
  TaskWorld world;
  world.start("spawn(function() ask 'b' end) ask 'a'", {1, 1}, "first");
  world.start("ask 'c'", {1, 2}, "other");
  world.run();
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(),
              ElementsAre("cancelled a", "cancelled b", "first interrupted", "spawned interrupted", "stopped"));
  EXPECT_EQ(world.tasks().live(), 1U);
  world.answer("c");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("other returned"));
}

TEST(Stopping, FromInsideEndsTheTaskBeforeItsNextInstruction) {
  TaskWorld world;
  world.start("stop() note 'went on'");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
  world.start("pcall(stop) note 'went on'");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
  world.start("return stop()");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task interrupted", "stopped"));
}

TEST(Stopping, TasksStartedAfterwardsDoNotRun) {
  TaskWorld world;
  world.start("ask 'x'");
  world.run();
  world.stop_contact();
  world.start("note 'ran'", {1, 1}, "late");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x", "task interrupted", "late interrupted", "stopped"));
}

TEST(Stopping, TwiceTellsBothOnce) {
  TaskWorld world;
  world.start("ask 'x'");
  world.run();
  world.stop_contact({1, 1}, "one");
  world.stop_contact({1, 1}, "two");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x", "task interrupted", "one", "two"));
}

TEST(Stopping, WithoutTasksTellsInALaterEvent) {
  TaskWorld world;
  world.stop_contact();
  EXPECT_THAT(world.notes(), IsEmpty());
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("stopped"));
}

TEST(Finalisers, RunOnceInReverseOrderAfterTheTasks) {
  TaskWorld world;
  world.start("finally(function() note 'first' end) finally(function() note 'second' end) ask 'x'");
  world.run();
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x", "task interrupted", "second", "first", "stopped"));
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("stopped"));
}

TEST(Finalisers, RunForAContactWhoseTasksHaveEnded) {
  TaskWorld world;
  world.start("finally(function() note 'finaliser' end)");
  world.run();
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task returned", "finaliser", "stopped"));
}

TEST(Finalisers, AFailureDoesNotKeepTheOthersFromRunning) {
  TaskWorld world;
  world.start(
      "finally(function() note 'first' end)\nfinally(function() error 'oops' end)\n"
      "finally(function() while true do end end)\nfinally(function() note 'last' end)");
  world.run();
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(),
              ElementsAre("task returned", "last",
                          "finaliser: site.lua:3: used more than 2000000 instructions without waiting",
                          "finaliser: site.lua:2: oops", "first", "stopped"));
}

TEST(Finalisers, MayWaitOneAfterTheOther) {
  TaskWorld world;
  world.start("finally(function() wait(2) note 'first' end) finally(function() wait(3) note 'second' end)");
  world.run();
  world.stop_contact();
  world.run_for(seconds(3));
  EXPECT_THAT(world.notes(), ElementsAre("task returned", "second"));
  world.run_for(seconds(2));
  EXPECT_THAT(world.notes(), ElementsAre("first", "stopped"));
  EXPECT_EQ(world.loop().live_timers(), 0U);
}

TEST(Finalisers, MayWaitTenSecondsInAll) {
  TaskWorld world;
  world.start(
      "finally(function() note 'first' wait(1) note 'too late' end)\n"
      "finally(function() pcall(ask, 'x') note 'too late' end)\n"
      "finally(function() wait(9) note 'last' end)");
  world.run();
  world.stop_contact();
  world.run_for(seconds(9));
  EXPECT_THAT(world.notes(), ElementsAre("task returned", "last"));
  world.run_for(seconds(1));
  EXPECT_THAT(
      world.notes(),
      ElementsAre(
          "cancelled x", "finaliser: a finaliser was ended: those of a contact may wait 10 s in all", "first",
          "finaliser: site.lua:1: cannot wait: the finalisers of a contact may wait 10 s in all", "stopped"));
  EXPECT_EQ(world.tasks().live(), 0U);
}

TEST(Finalisers, CannotRegisterFurtherOnesNorSpawn) {
  TaskWorld world;
  world.start(
      "finally(function() note(tostring(finally(function() note 'never' end))) "
      "spawn(function() note 'never' end) end)");
  world.run();
  world.stop_contact();
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("task returned", "false", "spawned interrupted", "stopped"));
}

TEST(Finalisers, BelongToTheirContact) {
  TaskWorld world;
  world.start("finally(function() note 'one' end)", {1, 1}, "one");
  world.start("finally(function() note 'two' end)", {1, 2}, "two");
  world.run();
  world.stop_contact({1, 2}, "two stopped");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("one returned", "two returned", "two", "two stopped"));
}

}  // namespace
}  // namespace tipring::dsl
