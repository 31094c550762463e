#include "cli/run/signals.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/reactor/su_reactor.h"
#include "runtime/base/clock.h"

namespace tipring::cli {
namespace {

using testing::ElementsAre;

TEST(StopSignals, ComeAsEventsOfTheRunLoop) {
  hold_back_signals();
  VirtualClock clock{UtcTime{}};
  RunLoop loop(clock);
  auto reactor = reactor::SuReactor::create(loop);
  ASSERT_TRUE(reactor.ok());
  std::vector<std::string> seen;
  {
    const auto signals = StopSignals::watch(*reactor.value(), [&](std::string_view name) {
      seen.emplace_back(name);
      reactor.value()->stop();
    });
    ASSERT_TRUE(signals.ok());
    kill(getpid(), SIGTERM);
    reactor.value()->run();
    kill(getpid(), SIGINT);
    reactor.value()->run();
    kill(getpid(), SIGHUP);
    reactor.value()->run();
  }
  EXPECT_THAT(seen, ElementsAre("SIGTERM", "SIGINT", "SIGHUP"));
}

TEST(StopSignals, LeaveWritingToAPeerThatIsGoneAnOrdinaryFailure) {
  hold_back_signals();
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

TEST(StopSignals, LeaveWritingPastALimitAnOrdinaryFailure) {
  hold_back_signals();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
  ASSERT_NE(file, nullptr);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{1, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_EQ(pwrite(fileno(file.get()), "x", 1, 1), -1);
  EXPECT_EQ(errno, EFBIG);
  setrlimit(RLIMIT_FSIZE, &before);
}

}  // namespace
}  // namespace tipring::cli
