#pragma once

#include "agent_fixture.h"
#include <sofia-sip/su_time.h>

extern "C" void (*_su_time)(su_time_t* time);  // NOLINT(bugprone-reserved-identifier)

namespace tipring::sip {

/// Agents whose time a test moves: the clocks of the floor and of Sofia are pushed forward together.
class MovedTimeTest : public AgentTest {
 protected:
  void SetUp() override {
    ahead() = 0;
    previous_ = _su_time;
    _su_time = [](su_time_t* time) { time->tv_sec += ahead(); };
    AgentTest::SetUp();
  }
  // The agents must be gone.
  void TearDown() override {
    reactor_.reset();
    _su_time = previous_;
  }
  /// Lets a span pass, a second at a time, so that whatever is due on the way comes in its order.
  void pass(std::chrono::seconds span) {
    for (std::chrono::seconds gone{0}; gone < span; ++gone) {
      clock_.move(std::chrono::seconds{1});
      ++ahead();
      for (int i = 0; i < 4; ++i)
        reactor_->step(std::chrono::milliseconds{0});
    }
  }
  /// Takes what is there.
  void drain() {
    for (int i = 0; i < 8; ++i)
      reactor_->step(std::chrono::milliseconds{0});
  }

 private:
  // Sofia's hook has no place for a context.
  static unsigned long& ahead() {
    static unsigned long seconds = 0;
    return seconds;
  }
  void (*previous_)(su_time_t*) = nullptr;
};

}  // namespace tipring::sip
