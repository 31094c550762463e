#include "adapters/reactor/whole_milliseconds.h"

#include <mutex>

#include <sofia-sip/su_time.h>

// Exported by Sofia for tests of timing (su_time0.c), declared in none of its headers. It is called with the
// time that su_time() has read and may change it.
extern "C" void (*_su_time)(su_time_t* time);  // NOLINT(bugprone-reserved-identifier)

namespace tipring::reactor {
namespace {

// Sofia offers one hook to the process and no place for a context, hence the only state here that is not owned
// by an object.
struct Hook {
  std::mutex mutex;
  int users = 0;
  void (*previous)(su_time_t*) = nullptr;
};

Hook& hook() {
  static Hook instance;
  return instance;
}

extern "C" void tipring_cut_to_milliseconds(su_time_t* time) noexcept {
  if (hook().previous != nullptr) hook().previous(time);
  if (time != nullptr) time->tv_usec -= time->tv_usec % 1000;
}

}  // namespace

WholeMilliseconds::WholeMilliseconds() {
  const std::lock_guard lock(hook().mutex);
  if (hook().users++ > 0) return;
  hook().previous = _su_time;
  _su_time = tipring_cut_to_milliseconds;
}

WholeMilliseconds::~WholeMilliseconds() {
  const std::lock_guard lock(hook().mutex);
  if (--hook().users == 0) _su_time = hook().previous;
}

}  // namespace tipring::reactor
