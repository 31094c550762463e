#include "cli/switchboard/load_watch.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace tipring::cli {
namespace {

Duration thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

bool LoadJudge::judge(Duration lag, double busy) {
  const bool too_much = lag > limits_.lag || busy > limits_.busy;
  const bool enough = lag <= limits_.lag * 3 / 4 && busy <= limits_.busy * 3 / 4;
  const bool otherwise = overloaded_ ? enough : too_much;
  times_ = otherwise ? times_ + 1 : 0;
  if (times_ == times_to_change) {
    overloaded_ = !overloaded_;
    times_ = 0;
  }
  return overloaded_;
}

LoadWatch::LoadWatch(RunLoop& loop, LoadLimits limits, std::function<void(bool)> changed)
    : loop_(loop), judge_(limits), changed_(std::move(changed)) {
  begin();
}

void LoadWatch::begin() {
  began_ = loop_.clock().now();
  worked_ = thread_time();
  due_ = began_ + LoadJudge::interval;
  timer_ = loop_.after_standing(LoadJudge::interval, [this] { look(); });
}

void LoadWatch::look() {
  const Instant now = loop_.clock().now();
  const double passed = std::max(1.0, static_cast<double>((now - began_).count()));
  const double busy = static_cast<double>((thread_time() - worked_).count()) / passed;
  const bool overloaded = judge_.judge(now - due_, busy);
  if (std::exchange(overloaded_, overloaded) != overloaded) changed_(overloaded);
  begin();
}

}  // namespace tipring::cli
