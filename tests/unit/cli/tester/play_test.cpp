#include "cli/tester/play.h"

#include "stage_world.h"

namespace tipring::cli {
namespace {

class PlayTest : public StageWorld {};

Expectation never(Duration within) {
  return {.judge = [] { return Judgement::open(); },
          .too_late = [] { return std::string("too late"); },
          .within = within};
}

TEST_F(PlayTest, ExpectationThatDoesNotComeTrueFailsAtTheEndOfItsTime) {
  EXPECT_EQ(await(never(5s)), "too late");
  EXPECT_EQ(clock_.now(), Instant{} + 5s);
}

TEST_F(PlayTest, ExpectationIsJudgedOnlyOnceNothingIsDueAtTheMoment) {
  int value = 0;
  loop_.after(1s, [&] {
    value = 1;
    loop_.post([&] { loop_.post([&] { value = 2; }); });
  });
  std::vector<int> seen;
  Expectation expectation;
  expectation.within = 5s;
  expectation.judge = [&] {
    seen.push_back(value);
    return value == 2 ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [] { return std::string("late"); };
  EXPECT_EQ(await(std::move(expectation)), "");
  EXPECT_EQ(seen, (std::vector<int>{0, 2})) << "never in the middle of a moment";
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(PlayTest, CancelledExpectationIsNotTold) {
  const auto wait = play_.await(never(5s), [](std::optional<std::string>) { FAIL(); });
  play_.cancel(wait);
  play_.cancel(wait);
  run_for(10s);
  EXPECT_EQ(play_.waiting(), 0U);
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(PlayTest, EndlessTurnsAtOneMomentAreStopped) {
  std::function<void()> spin = [&] { loop_.post(spin); };
  loop_.post(spin);
  EXPECT_EQ(run([] { return false; }), Halt::spinning);
  EXPECT_EQ(clock_.now(), Instant{});
}

TEST_F(PlayTest, TimersWithoutDelayAreEndlessTurnsToo) {
  std::function<void()> spin = [&] { loop_.after(0us, spin); };
  loop_.post(spin);
  EXPECT_EQ(run([] { return false; }), Halt::spinning);
}

TEST_F(PlayTest, NothingLeftToHappenIsSaid) {
  EXPECT_EQ(run([] { return false; }), Halt::stalled);
}

TEST_F(PlayTest, EndOfTimeIsKept) {
  std::function<void()> tick = [&] { loop_.after(10min, tick); };
  tick();
  EXPECT_EQ(run([] { return false; }), Halt::too_long);
  EXPECT_LE(clock_.now(), Instant{} + 1h);
}

TEST(PlayLogTest, LongPlayLosesItsMiddle) {
  std::vector<PlayLine> lines;
  for (int i = 0; i < 1000; ++i)
    lines.push_back({std::chrono::seconds(i), "ann", "line " + std::to_string(i)});
  const std::string text = format_play(lines, "");
  EXPECT_NE(text.find("line 0\n"), std::string::npos);
  EXPECT_NE(text.find("… 800 lines left out …"), std::string::npos);
  EXPECT_EQ(text.find("line 500\n"), std::string::npos);
  EXPECT_NE(text.find("line 999\n"), std::string::npos);
}

TEST(PlayLogTest, NamesStandInColumns) {
  EXPECT_EQ(format_play({{1500ms, "ann", "calls 100"}, {61s, "site", "logs"}}, " "),
            "     1.500  ann   calls 100\n    61.000  site  logs\n");
}

}  // namespace
}  // namespace tipring::cli
