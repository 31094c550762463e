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

std::string_view to_string(Overload overload) {
  switch (overload) {
    case Overload::none:
      return "none";
    case Overload::lag:
      return "lag";
    case Overload::busy:
      return "busy";
  }
  return "";
}

Overload LoadJudge::judge(Duration lag, double busy) {
  const bool too_much = lag > limits_.lag || busy > limits_.busy;
  const bool enough = lag <= limits_.lag * 3 / 4 && busy <= limits_.busy * 3 / 4;
  const bool overloaded = overload_ != Overload::none;
  const bool otherwise = overloaded ? enough : too_much;
  times_ = otherwise ? times_ + 1 : 0;
  if (times_ == times_to_change) {
    overload_ = overloaded ? Overload::none : lag > limits_.lag ? Overload::lag : Overload::busy;
    times_ = 0;
  }
  return overload_;
}

LoadWatch::LoadWatch(RunLoop& loop, LoadLimits limits, std::function<void(Overload)> changed)
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
  const Overload overload = judge_.judge(now - due_, busy);
  if (std::exchange(overload_, overload) != overload) changed_(overload);
  begin();
}

}  // namespace tipring::cli
