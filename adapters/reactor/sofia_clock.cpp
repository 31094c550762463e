#include "adapters/reactor/sofia_clock.h"

#include <chrono>
#include <mutex>

#include <sofia-sip/su_time.h>

// Exported by Sofia for tests of timing (su_time0.c), declared in none of its headers. It is called with the
// time that su_time() has read and may change it.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" void (*_su_time)(su_time_t* time);

namespace tipring::reactor {
namespace {

using std::chrono::microseconds;

// Sofia offers one hook to the process and no place for a context, hence the only state here that is not owned
// by an object.
struct Hook {
  std::mutex mutex;
  int users = 0;
  void (*previous)(su_time_t*) = nullptr;
  microseconds civil_start{};  ///< Civil time when the steady clock read zero, since 1900 as Sofia counts.
};

Hook& hook() {
  static Hook instance;
  return instance;
}

microseconds steady_now() {
  return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

extern "C" void tipring_sofia_time(su_time_t* time) noexcept {
  if (time == nullptr) return;
  const auto now = (hook().civil_start + steady_now()).count();
  time->tv_sec = static_cast<unsigned long>(now / 1'000'000);
  time->tv_usec = static_cast<unsigned long>(now % 1'000'000);
  if (hook().previous != nullptr) hook().previous(time);
  time->tv_usec -= time->tv_usec % 1000;
}

}  // namespace

SofiaClock::SofiaClock() {
  const std::lock_guard lock(hook().mutex);
  if (hook().users++ > 0) return;
  constexpr std::chrono::seconds from_1900_to_1970{2'208'988'800};
  const auto civil = std::chrono::system_clock::now().time_since_epoch();
  hook().civil_start = std::chrono::duration_cast<microseconds>(civil) + from_1900_to_1970 - steady_now();
  hook().previous = _su_time;
  _su_time = tipring_sofia_time;
}

SofiaClock::~SofiaClock() {
  const std::lock_guard lock(hook().mutex);
  if (--hook().users == 0) _su_time = hook().previous;
}

}  // namespace tipring::reactor
