#include "dsl/words/contact_timers.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace tipring::dsl {

TimerHandle ContactTimers::set(RunLoop& loop, ContactId contact, Duration delay, int function,
                               std::function<void()> fire) {
  const auto own = std::make_shared<TimerHandle>();
  *own = loop.after(delay, [this, contact, own, fire = std::move(fire)] {
    auto& of_contact = timers_[contact];
    std::erase_if(of_contact, [&](const Set& set) { return set.timer == *own; });
    if (of_contact.empty()) timers_.erase(contact);
    fire();
  });
  timers_[contact].push_back({*own, function});
  return *own;
}

bool ContactTimers::cancel(RunLoop& loop, lua_State* lua, TimerHandle timer) {
  for (auto& [contact, sets] : timers_) {
    const auto found =
        std::find_if(sets.begin(), sets.end(), [&](const Set& set) { return set.timer == timer; });
    if (found == sets.end()) continue;
    loop.cancel(timer);
    luaL_unref(lua, LUA_REGISTRYINDEX, found->function);
    sets.erase(found);
    if (sets.empty()) timers_.erase(contact);
    return true;
  }
  return false;
}

void ContactTimers::cancel_all(RunLoop& loop, lua_State* lua, ContactId contact) {
  const auto found = timers_.find(contact);
  if (found == timers_.end()) return;
  for (const Set& set : found->second) {
    loop.cancel(set.timer);
    luaL_unref(lua, LUA_REGISTRYINDEX, set.function);
  }
  timers_.erase(found);
}

}  // namespace tipring::dsl
