#pragma once

#include <functional>
#include <utility>

#include "dsl/binding/word_call.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/host.h"

namespace tipring::dsl {

/// Pushes `nil, err`. Returns 2.
inline int push_failure(lua_State* lua, const Error& error) {
  lua_pushnil(lua);
  push_error(lua, error);
  return 2;
}

/// How a word waits for the floor: `start` asks `desk`, a part of it, with a function to be told the outcome
/// by, and gives the handle by which it can be cancelled there; `push` turns the outcome into the word's
/// results. A request that fails at once returns `nil, err`.
template <typename Outcome, typename Desk, typename Push, typename Start>
int wait_at(WordCall& call, Desk* desk, Duration longest, Push push, Start start) {
  Host& host = call.host<Host>();
  const TaskRef wait = host.tasks.begin_wait(call.lua());
  auto started = start([&tasks = host.tasks, wait, push](const Outcome& outcome) {
    tasks.resume(wait, [push, outcome](lua_State* lua) { return push(lua, outcome); });
  });
  if (!started) return call.fail(started.error());
  return host.tasks.wait(
      call.lua(), [desk, operation = started.value()] { desk->cancel(operation); }, longest);
}

/// The same for what calls do.
template <typename Outcome, typename Push, typename Start>
int wait_for(WordCall& call, Duration longest, Push push, Start start) {
  return wait_at<Outcome>(call, call.host<Host>().calls, longest, push, start);
}

}  // namespace tipring::dsl
