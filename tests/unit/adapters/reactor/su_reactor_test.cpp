#include "adapters/reactor/su_reactor.h"

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sofia-sip/su_time.h>
#include <sofia-sip/su_wait.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/reactor/sofia_clock.h"
#include "adapters/reactor/system_clock.h"

namespace tipring::reactor {
namespace {

using std::chrono::milliseconds;

class SuReactorTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = SuReactor::create(loop_);
    ASSERT_TRUE(created.ok()) << created.error().text;
    reactor_ = std::move(created).value();
    // What a test waits for must come; when it does not, the test ends and says so.
    loop_.after(milliseconds(30'000), [this] {
      ADD_FAILURE() << "gave up waiting";
      reactor_->stop();
    });
  }

  SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<SuReactor> reactor_;
};

class SocketPair {
 public:
  SocketPair() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  ~SocketPair() {
    close(ends_[0]);
    close(ends_[1]);
  }
  SocketPair(const SocketPair&) = delete;
  SocketPair& operator=(const SocketPair&) = delete;
  int near() const { return ends_[0]; }
  void send_byte() const { EXPECT_EQ(write(ends_[1], "x", 1), 1); }
  void take_byte() const {
    char byte = 0;
    EXPECT_EQ(read(ends_[0], &byte, 1), 1);
  }

 private:
  std::array<int, 2> ends_{};
};

TEST_F(SuReactorTest, FiresTimersOfTheRunLoopInOrder) {
  std::vector<int> fired;
  loop_.after(milliseconds(7), [&] { fired.push_back(2); });
  loop_.after(milliseconds(3), [&] { fired.push_back(1); });
  loop_.after(milliseconds(11), [&] {
    fired.push_back(3);
    reactor_->stop();
  });
  reactor_->run();
  EXPECT_EQ(fired, (std::vector{1, 2, 3}));
}

TEST_F(SuReactorTest, NeverFiresATimerBeforeItIsDue) {
  const Instant due = clock_.now() + Duration(4'321);
  Instant fired;
  loop_.after(Duration(4'321), [&] {
    fired = clock_.now();
    reactor_->stop();
  });
  reactor_->run();
  EXPECT_GE(fired, due);
}

TEST_F(SuReactorTest, DoesBeforeItWaitsWhatEventsAskForOnce) {
  std::vector<std::string> order;
  loop_.post([&] {
    reactor_->before_wait([&] {
      order.emplace_back("before");
      loop_.post([&] { reactor_->stop(); });
    });
    loop_.post([&] { order.emplace_back("next turn"); });
    order.emplace_back("event");
  });
  reactor_->run();
  EXPECT_EQ(order, (std::vector<std::string>{"event", "next turn", "before"}));
}

struct SofiaTimers {
  SuReactor* reactor;
  int left;
  static void fired(su_root_magic_t*, su_timer_t* timer, su_timer_arg_t* argument) {
    auto* self = reinterpret_cast<SofiaTimers*>(argument);
    su_timer_destroy(timer);
    if (--self->left == 0) self->reactor->stop();
  }
};

TEST_F(SuReactorTest, PollsOncePerTimerAndDoesNotSpinBeforeIt) {
  constexpr int count = 40;
  SofiaTimers timers{reactor_.get(), count};
  for (int i = 1; i <= count; ++i) {
    su_timer_t* timer = su_timer_create(su_root_task(reactor_->native_root()), 0);
    su_timer_set_interval(timer, &SofiaTimers::fired, reinterpret_cast<su_timer_arg_t*>(&timers), 20 + 5 * i);
    loop_.after(Duration(20'000 + 4'700 * i), [] {});
  }
  reactor_->run();
  EXPECT_EQ(timers.left, 0);
  // Each of the 80 timers is waited for once and polled for once more when due; spinning took thousands.
  EXPECT_LE(reactor_->steps(), 4U * count + 10U);
}

TEST_F(SuReactorTest, RunsPostsOfOtherThreadsInTheirOrderOnTheControlThread) {
  std::vector<int> seen;
  const auto control = std::this_thread::get_id();
  std::thread other([&] {
    for (int i = 0; i < 1000; ++i) {
      reactor_->post([&, i] {
        EXPECT_EQ(std::this_thread::get_id(), control);
        seen.push_back(i);
        if (i == 999) reactor_->stop();
      });
    }
  });
  reactor_->run();
  other.join();
  ASSERT_EQ(seen.size(), 1000U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST_F(SuReactorTest, TellsThatADescriptorIsReadableUntilItIsRead) {
  const SocketPair pair;
  int ready = 0;
  auto watch = reactor_->watch(pair.near(), Reactor::Interest::readable, [&] {
    // Level triggered: left unread the first time, told again.
    if (++ready < 2) return;
    pair.take_byte();
    loop_.post([this] { reactor_->stop(); });
  });
  ASSERT_TRUE(watch.ok());
  pair.send_byte();
  reactor_->run();
  EXPECT_EQ(ready, 2);
}

TEST_F(SuReactorTest, AWatchMayDestroyItselfWhenReady) {
  const SocketPair pair;
  std::unique_ptr<Reactor::Watch> watch;
  int ready = 0;
  watch = reactor_
              ->watch(pair.near(), Reactor::Interest::readable,
                      [&, guard = std::make_shared<int>(1)] {
                        watch.reset();
                        ready += *guard;
                        loop_.after(milliseconds(5), [this] { reactor_->stop(); });
                      })
              .value();
  pair.send_byte();
  reactor_->run();
  EXPECT_EQ(ready, 1);
}

TEST_F(SuReactorTest, ChangesWhatAWatchWaitsFor) {
  const SocketPair pair;
  int ready = 0;
  auto watch = reactor_->watch(pair.near(), Reactor::Interest::readable, [&] {
    ++ready;
    reactor_->stop();
  });
  ASSERT_TRUE(watch.ok());
  reactor_->step(milliseconds(0));
  EXPECT_EQ(ready, 0);
  watch.value()->change(Reactor::Interest::writable);
  reactor_->run();
  EXPECT_EQ(ready, 1);
}

TEST_F(SuReactorTest, RefusesToWatchADescriptorThatIsNotOpen) {
  const auto watch = reactor_->watch(987'654, Reactor::Interest::readable, [] {});
  ASSERT_FALSE(watch.ok());
  EXPECT_EQ(watch.error().code, "watch-failed");
  EXPECT_NE(watch.error().text.find("987654"), std::string::npos);
}

TEST_F(SuReactorTest, HearsSocketsWhileTheLoopKeepsItselfBusy) {
  const SocketPair pair;
  bool heard = false;
  std::function<void()> busy = [&] {
    if (!heard) loop_.post(busy);
  };
  auto watch = reactor_->watch(pair.near(), Reactor::Interest::readable, [&] {
    heard = true;
    pair.take_byte();
    reactor_->stop();
  });
  ASSERT_TRUE(watch.ok());
  loop_.post(busy);
  pair.send_byte();
  reactor_->run();
  EXPECT_TRUE(heard);
}

TEST_F(SuReactorTest, StopsFromAnotherThreadWhileItWaits) {
  std::thread other([&] { reactor_->stop(); });
  reactor_->run();
  other.join();
}

TEST(SofiaClockTest, HasNoPartsOfAMillisecondWhileAReactorLives) {
  SystemClock clock;
  RunLoop loop(clock);
  const auto parts_seen = [] {
    for (int i = 0; i < 5000; ++i) {
      if (su_now().tv_usec % 1000 != 0) return true;
    }
    return false;
  };
  EXPECT_TRUE(parts_seen());
  {
    auto first = SuReactor::create(loop).value();
    auto second = SuReactor::create(loop).value();
    first.reset();
    EXPECT_FALSE(parts_seen());
  }
  EXPECT_TRUE(parts_seen());
}

TEST(SofiaClockTest, StartsAtCivilTimeAndRunsWithTheSteadyClock) {
  const SofiaClock sofia;
  const SystemClock clock;
  const auto distance = [&] {
    const su_time_t now = su_now();
    const auto since_1900 = std::chrono::seconds{now.tv_sec} + std::chrono::microseconds{now.tv_usec};
    return since_1900 - clock.now().time_since_epoch();
  };
  const auto first = distance();
  for (int i = 0; i < 1000; ++i)
    EXPECT_LE(distance(), first + milliseconds{1});
  const su_time_t now = su_now();
  const std::chrono::seconds from_1900_to_1970{2'208'988'800};
  const auto civil = UtcTime{std::chrono::seconds{now.tv_sec} - from_1900_to_1970};
  EXPECT_LT(std::chrono::abs(clock.utc() - civil), std::chrono::hours{1});
}

}  // namespace
}  // namespace tipring::reactor
