#include "tests/unit/dsl/tasks/task_world.h"

namespace tipring::dsl {
namespace {

using std::chrono::seconds;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

TEST(TaskLimits, AnEndlessLoopEndsItsTaskAndDisturbsNoOther) {
  TaskWorld world;
  world.start("wait(1) return 'well'", {1, 1}, "good");
  world.start("while true do pcall(function() while true do end end) end", {1, 2}, "bad");
  world.run_for(seconds(1));
  EXPECT_THAT(world.notes(),
              ElementsAre("bad failed: site.lua:1: used more than 2000000 instructions without waiting",
                          "good returned well"));
}

TEST(TaskLimits, WaitingOftenUsesUpTheShareOfTheProcessor) {
  TaskWorld world({.instructions_per_window = 1'000'000});
  world.start("while true do wait(0) end", {1, 1}, "busy");
  world.start("for i = 1, 100 do wait(0.1) end return 'well'", {1, 2}, "modest");
  world.run_for(seconds(20));
  EXPECT_THAT(world.notes(),
              ElementsAre(HasSubstr("busy failed: site.lua:1: used more than its share of the processor, "
                                    "1000000 instructions in 10 s"),
                          "modest returned well"));
}

TEST(TaskLimits, TheShareIsRegainedWithTime) {
  TaskWorld world({.instructions_per_window = 1'000'000});
  world.start("for slice = 1, 50 do for i = 1, 200000 do end wait(10) end return 'well'");
  world.run_for(seconds(600));
  EXPECT_THAT(world.notes(), ElementsAre("task returned well"));
}

TEST(TaskLimits, AMemoryBombEndsItsTaskAndItsMemoryIsCollected) {
  TaskWorld world;
  world.start("ask 'x' return 'well'", {1, 1}, "good");
  world.run();
  const std::size_t before = world.sandbox().memory();
  world.start("local t = {} pcall(function() for i = 1, 1e9 do t[i] = 'text ' .. i end end) note 'caught'",
              {1, 2}, "bad");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("bad failed: site.lua:1: holds more than 16 MiB"));
  EXPECT_LT(world.sandbox().memory(), before + 2 * 1024 * 1024)
      << "but for Lua's table of strings, which keeps its size";
  world.answer("x");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre("good returned well"));
}

TEST(TaskLimits, ALostStateFailsEveryTaskOnce) {
  TaskWorld world({.memory_per_task = 1U << 22U, .memory_of_state = 1U << 24U});
  world.start("finally(function() note 'finaliser' end) ask 'y'", {2, 1}, "task");
  for (std::uint32_t number = 1; number <= 20; ++number) {
    world.start("local t = {} for i = 1, 30000 do t[i] = {} end ask 'x' return t", {1, number}, "task");
  }
  world.run();
  EXPECT_THAT(world.lost(), HasSubstr("the Lua state holds more than 16 MiB"));
  const auto notes = world.notes();
  EXPECT_THAT(notes, Contains(StartsWith("task failed: ")).Times(21));
  EXPECT_THAT(notes, Contains("cancelled y"));
  EXPECT_EQ(world.tasks().live(), 0U);
  world.start("note 'ran'");
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre(StartsWith("task failed: the Lua state was lost")));
  world.stop_contact({2, 1});
  world.run();
  EXPECT_THAT(world.notes(), ElementsAre(StartsWith("finaliser: the Lua state was lost"), "stopped"));
}

TEST(TaskLimits, TenThousandTasksLeaveNothingBehind) {
  TaskWorld world;
  world.start("wait(1)", {9, 9}, "warm-up");
  world.run_for(seconds(1));
  world.notes();
  world.sandbox().collect();
  const std::size_t references = world.registry_references();
  const std::size_t memory = world.sandbox().memory();
  for (std::uint32_t number = 1; number <= 10'000; ++number) {
    const char* script = number % 4 == 0   ? "pcall(ask, 'x')"
                         : number % 4 == 1 ? "finally(function() end) wait(5) return {}"
                         : number % 4 == 2 ? "local t = {} wait(math.random() * 10) error(t)"
                                           : "spawn(function() ask('y', 3) end) wait(2)";
    world.start(script, {1, number}, "task");
  }
  world.run();
  EXPECT_EQ(world.tasks().live(), 12'500U);
  world.run_for(seconds(30));
  EXPECT_EQ(world.tasks().live(), 2'500U);
  for (std::uint32_t number = 1; number <= 10'000; ++number)
    world.stop_contact({1, number});
  world.run();
  EXPECT_EQ(world.tasks().live(), 0U);
  EXPECT_EQ(world.loop().live_timers(), 0U);
  EXPECT_EQ(world.registry_references(), references);
  world.sandbox().collect();
  // The registry and Lua's table of strings keep the size they grew to.
  EXPECT_LT(world.sandbox().memory(), memory + 2'000'000);
}

TEST(TaskLimits, TheSameTasksGiveTheSameStory) {
  const auto story = [] {
    TaskWorld world;
    for (std::uint32_t number = 1; number <= 50; ++number) {
      world.start(
          "local total = 0 for i = 1, math.random(3, 9) do wait(math.random() * 3) "
          "total = total + math.random(100) end note(total) "
          "if total % 7 == 0 then error('seven') end return total",
          {1, number}, "task " + std::to_string(number));
    }
    world.run_for(seconds(60));
    return world.notes();
  };
  const auto first = story();
  EXPECT_THAT(first, SizeIs(100));
  EXPECT_EQ(first, story());
}

TEST(TaskLimits, DestroyedTasksLeaveNothingToHappen) {
  TaskWorld world;
  world.start("ask 'x'", {1, 1});
  world.start("finally(function() ask 'z' end) ask('y', 1)", {1, 2});
  world.run();
  world.start("note 'ran'");
  world.destroy_tasks();
  EXPECT_THAT(world.notes(), ElementsAre("cancelled x", "cancelled y"));
  world.run_for(seconds(5));
  EXPECT_THAT(world.notes(), SizeIs(0));
  EXPECT_EQ(world.loop().live_timers(), 0U);
}

}  // namespace
}  // namespace tipring::dsl
