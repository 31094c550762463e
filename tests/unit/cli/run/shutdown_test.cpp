#include "cli/run/shutdown.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

class QuietLog final : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

class ShutdownTest : public testing::Test {
 protected:
  void signal() {
    loop_.post([this] { shutdown_.request("SIGTERM"); });
    pass(0s);
  }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  void calls_end() {
    loop_.post([this] { calls_ = 0; });
    pass(0s);
  }

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  QuietLog log_;
  int calls_ = 1;
  std::vector<std::string> done_;
  Shutdown shutdown_{
      loop_,
      log_,
      {.grace = 60s, .farewell = 3s},
      {.drain = [this] { done_.emplace_back("drain"); },
       .release_all = [this] { done_.emplace_back("release"); },
       .idle = [this] { return calls_ == 0; },
       .stop = [this](std::string_view reason) { done_.push_back("stop: " + std::string(reason)); }}};
};

TEST_F(ShutdownTest, StopsAtOnceWhenNobodyIsThere) {
  calls_ = 0;
  pass(10s);
  EXPECT_THAT(done_, IsEmpty());
  signal();
  EXPECT_THAT(done_, ElementsAre("drain", "stop: drained"));
}

TEST_F(ShutdownTest, WaitsForCallsToEnd) {
  signal();
  pass(59s);
  EXPECT_THAT(done_, ElementsAre("drain"));
  calls_end();
  EXPECT_THAT(done_, ElementsAre("drain", "stop: drained"));
  pass(1h);
  EXPECT_THAT(done_, testing::SizeIs(2));
  EXPECT_EQ(loop_.live_timers(), 0U);
}

TEST_F(ShutdownTest, ReleasesCallsAfterTheGrace) {
  signal();
  pass(60s);
  EXPECT_THAT(done_, ElementsAre("drain", "release"));
  calls_end();
  EXPECT_THAT(done_, ElementsAre("drain", "release", "stop: drained"));
}

TEST_F(ShutdownTest, DoesNotWaitForeverForPeersToConfirm) {
  signal();
  pass(63s);
  EXPECT_THAT(done_, ElementsAre("drain", "release", "stop: released"));
}

TEST_F(ShutdownTest, EndsCallsInOrderOnASecondSignal) {
  signal();
  pass(1s);
  signal();
  EXPECT_THAT(done_, ElementsAre("drain", "release"));
  calls_end();
  pass(1h);
  EXPECT_THAT(done_, ElementsAre("drain", "release", "stop: drained"));
}

TEST_F(ShutdownTest, StopsAtOnceOnAThirdSignal) {
  signal();
  pass(1s);
  signal();
  signal();
  EXPECT_THAT(done_, ElementsAre("drain", "release", "stop: stopped at once"));
  signal();
  calls_end();
  pass(1h);
  EXPECT_THAT(done_, testing::SizeIs(3));
}

TEST_F(ShutdownTest, LetsTheTurnOfTheReleaseEndBeforeItStops) {
  signal();
  std::vector<std::string> at_turn_end;
  loop_.at_turn_end([&] {
    if (at_turn_end.empty()) at_turn_end = done_;
  });
  signal();
  EXPECT_THAT(at_turn_end, ElementsAre("drain", "release"));
}

}  // namespace
}  // namespace tipring::cli
