// `tipring simulate` on the site that formulas know.

#include "cli/simulate/simulation.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/kit/centre/erlang.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

SimulationRequest request() {
  return {.site = TIPRING_ERLANG_SITE,
          .population = {.calls_a_second = 100.0 / 3600,
                         .talk = {.mean = 240s},
                         .patience = 120s,
                         .dialled = "500"},
          .agents = {{"desk", 6}},
          .length = 3h,
          .warm_up = 30min,
          .runs = 6};
}

TEST(SimulationTest, TheSitesOwnQueueIsAsErlangASays) {
  const auto report = simulate(request());
  ASSERT_TRUE(report.ok()) << report.error().text;
  ASSERT_EQ(report->queues.size(), 1U);
  const QueueReport& desk = report->queues.at("desk");
  const ErlangA theory = erlang_a(6, 100.0 / 15, 240, 120);
  EXPECT_NEAR(desk.abandoned.mean(), theory.abandons, 3 * desk.abandoned.standard_error());
  EXPECT_NEAR(desk.occupancy.mean(), theory.occupancy, 3 * desk.occupancy.standard_error());
  EXPECT_NEAR(desk.entered.mean(), 250, 3 * std::sqrt(250.0 / 6));
  EXPECT_TRUE(report->script_errors.empty());
}

TEST(SimulationTest, TheSameSeedGivesTheSameFigures) {
  SimulationRequest one = request();
  one.runs = 1;
  SimulationRequest other = one;
  other.seed = 2;
  const auto first = simulate(one);
  const auto again = simulate(one);
  const auto another = simulate(other);
  ASSERT_TRUE(first.ok() && again.ok() && another.ok());
  EXPECT_EQ(first->queues.at("desk").waits, again->queues.at("desk").waits);
  EXPECT_NE(first->queues.at("desk").waits, another->queues.at("desk").waits);
}

TEST(SimulationTest, TheSameCallersMeetMoreAgents) {
  SimulationRequest few = request();
  few.runs = 1;
  SimulationRequest many = few;
  many.agents["desk"] = 12;
  const auto crowded = simulate(few);
  const auto served = simulate(many);
  ASSERT_TRUE(crowded.ok() && served.ok());
  EXPECT_EQ(crowded->queues.at("desk").entered.mean(), served->queues.at("desk").entered.mean());
  EXPECT_GT(served->queues.at("desk").service.mean(), crowded->queues.at("desk").service.mean());
}

TEST(SimulationTest, HoursAreThoseOfTheTimeAtWhichItBegins) {
  SimulationRequest bank = request();
  bank.site = TIPRING_BANK_SITE;
  bank.population.dialled = "+18005550100";
  bank.population.press = "1";
  bank.agents = {{"billing", 8}};
  bank.length = 1h;
  bank.warm_up = {};
  bank.runs = 1;
  bank.at = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 3) + 15h);
  const auto open = simulate(bank);
  ASSERT_TRUE(open.ok()) << open.error().text;
  EXPECT_EQ(open->queues.count("billing"), 1U);
  *bank.at += 12h;
  const auto closed = simulate(bank);
  EXPECT_TRUE(!closed.ok() || closed->queues.empty());
}

// As its own agents are: one, who is ready from the beginning.
TEST(SimulationTest, WithoutAgentsOfItsOwnTheSiteHasThoseItDefines) {
  SimulationRequest own = request();
  own.agents.clear();
  own.runs = 1;
  const auto report = simulate(own);
  ASSERT_TRUE(report.ok()) << report.error().text;
  EXPECT_GT(report->queues.at("desk").answered.mean(), 0);
  EXPECT_GT(report->queues.at("desk").occupancy.mean(), 0.95);
}

TEST(SimulationTest, AQueueThatTheSiteDoesNotHaveIsSaid) {
  SimulationRequest wrong = request();
  wrong.agents = {{"dsek", 3}};
  const auto report = simulate(wrong);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code, "not-found");
  EXPECT_EQ(report.error().text, "the site defines no queue \"dsek\"; did you mean 'desk'?");
}

}  // namespace
}  // namespace tipring::cli
