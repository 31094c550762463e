// Queues as the theory of queues has them.

#include "tests/kit/centre/erlang.h"

#include <cmath>

#include <gtest/gtest.h>

#include "cli/statistics/queue_tally.h"
#include "cli/statistics/sample.h"
#include "tests/kit/centre/call_centre.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

constexpr int seeds = 20;
constexpr int replications = 30;
constexpr Duration talk = 240s;

struct Load {
  int agents = 0;
  double erlangs = 0;
  std::optional<Duration> patience{};
  Duration warm_up{};
  Duration length{};  // That counts.
};

double in_seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

QueueCounts simulated(const Load& load, std::uint64_t seed) {
  CallCentre centre({.agents = alike(load.agents, "a"), .queues = {{.name = "desk"}}}, seed);
  QueueTally tally({.from = centre.began() + load.warm_up,
                    .until = centre.began() + load.warm_up + load.length,
                    .target = [](const std::string&) -> Duration { return 20s; }});
  centre.ledger().follow([&tally](const Entry& entry) { tally.take(entry); });
  centre.add({.queue = "desk",
              .most_a_second = load.erlangs / in_seconds(talk),
              .talk = {.mean = talk},
              .patience = load.patience});
  centre.run(load.warm_up + load.length);
  return tally.counts()["desk"];
}

/// What a theory says of a figure, and in how many of the seeds it was seen otherwise.
struct Compared {
  const char* name;
  double theory;
  std::function<double(const QueueCounts&)> figure;
  int outside = 0;
};

void expect_agreement(const Load& load, std::vector<Compared> figures) {
  for (int seed = 0; seed < seeds; ++seed) {
    std::vector<Sample> samples(figures.size());
    for (int run = 0; run < replications; ++run) {
      const QueueCounts counts = simulated(load, static_cast<std::uint64_t>(seed * replications + run));
      for (std::size_t i = 0; i < figures.size(); ++i)
        samples[i].add(figures[i].figure(counts));
    }
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const double off = samples[i].mean() - figures[i].theory;
      if (std::abs(off) > 3 * samples[i].standard_error()) ++figures[i].outside;
    }
  }
  for (const Compared& each : figures)
    EXPECT_LE(each.outside, 1) << each.name << ": of " << seeds
                               << " seeds so many are further than three standard "
                               << "errors from " << each.theory;
}

double waits(const QueueCounts& counts) {
  return counts.share(counts.had_to_wait);
}
double mean_wait(const QueueCounts& counts) {
  return counts.waited / static_cast<double>(counts.entered);
}
double in_target(const QueueCounts& counts) {
  return counts.share(counts.in_target);
}
double abandons(const QueueCounts& counts) {
  return counts.share(counts.abandoned);
}

void expect_erlang_c(int agents, double load, Duration warm_up, Duration length) {
  const double service = in_seconds(talk);
  expect_agreement({.agents = agents, .erlangs = load, .patience = {}, .warm_up = warm_up, .length = length},
                   {{"waits", erlang_c(agents, load), waits},
                    {"mean wait", erlang_c_wait(agents, load, service), mean_wait},
                    {"within 20 s", erlang_c_within(agents, load, service, 20), in_target}});
}

void expect_erlang_a(int agents, double load, Duration patience, Duration warm_up, Duration length) {
  const ErlangA theory = erlang_a(agents, load, in_seconds(talk), in_seconds(patience));
  expect_agreement(
      {.agents = agents, .erlangs = load, .patience = patience, .warm_up = warm_up, .length = length},
      {{"waits", theory.waits, waits},
       {"mean wait", theory.mean_wait, mean_wait},
       {"abandons", theory.abandons, abandons},
       {"occupancy", theory.occupancy, [](const QueueCounts& counts) { return counts.occupancy(); }}});
}

// The warm-up is some five times as long as it takes for half of the beginning to be forgotten.
TEST(ErlangTest, FewAgentsAreAsErlangCSays) {
  expect_erlang_c(4, 2.8, 4h, 7h);
}

TEST(ErlangTest, MoreAgentsAreAsErlangCSays) {
  expect_erlang_c(10, 7.5, 2h, 8h);
}

TEST(ErlangTest, ImpatientCallersAreAsErlangASays) {
  expect_erlang_a(5, 4.5, 120s, 1h, 5h);
}

TEST(ErlangTest, OverloadIsAsErlangASays) {
  expect_erlang_a(8, 10, 240s, 1h, 3h);
}

// Values that others have published and that can be worked out by hand.
TEST(ErlangTest, TheFormulasAreRight) {
  EXPECT_NEAR(erlang_b(1, 1), 0.5, 1e-12);
  EXPECT_NEAR(erlang_b(2, 1), 0.2, 1e-12);
  EXPECT_NEAR(erlang_c(1, 0.5), 0.5, 1e-12);
  EXPECT_NEAR(erlang_c(2, 1), 1.0 / 3, 1e-12);
  EXPECT_NEAR(erlang_c_wait(1, 0.5, 10), 10, 1e-9);
  // Who gives up as fast as others are served: as if there were agents without end, so that Poisson's holds.
  const ErlangA as_fast = erlang_a(1, 1, 60, 60);
  EXPECT_NEAR(as_fast.waits, 1 - std::exp(-1.0), 1e-12);
  EXPECT_NEAR(as_fast.abandons, std::exp(-1.0), 1e-12);
  // Nobody gives up: Erlang C.
  EXPECT_NEAR(erlang_a(10, 8, 240, 1e9).waits, erlang_c(10, 8), 1e-4);
}

}  // namespace
}  // namespace tipring::cli
