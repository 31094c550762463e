#pragma once

#include <functional>
#include <map>
#include <vector>

#include <lua.hpp>

#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"

namespace tipring::dsl {

/// What call:after has set: timers that end with their contact, each holding a reference to a Lua function.
class ContactTimers {
 public:
  /// `fire` takes over the reference.
  TimerHandle set(RunLoop& loop, ContactId contact, Duration delay, int function, std::function<void()> fire);

  /// Gives the reference back. False when the timer has fired or been cancelled.
  bool cancel(RunLoop& loop, lua_State* lua, TimerHandle timer);

  /// The contact is over.
  void cancel_all(RunLoop& loop, lua_State* lua, ContactId contact);

 private:
  struct Set {
    TimerHandle timer;
    int function;
  };
  std::map<ContactId, std::vector<Set>> timers_;
};

}  // namespace tipring::dsl
