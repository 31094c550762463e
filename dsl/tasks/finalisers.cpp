#include <algorithm>
#include <utility>

#include "dsl/tasks/implementation.h"

namespace tipring::dsl {

void Tasks::Implementation::post_for(void (Implementation::*event)(ContactId), ContactId contact) {
  loop_.post([weak = weak_from_this(), event, contact] {
    if (const auto self = weak.lock()) (self.get()->*event)(contact);
  });
}

bool Tasks::Implementation::finally(ContactId contact, int function) {
  Contact& state = contacts_[contact];
  if (state.phase == Contact::Phase::finalising) {
    luaL_unref(sandbox_.lua(), LUA_REGISTRYINDEX, function);
    return false;
  }
  state.finalisers.push_back(function);
  return true;
}

void Tasks::Implementation::stop_all(ContactId contact, std::function<void()> finished) {
  Contact& state = contacts_[contact];
  if (finished) state.finished.push_back(std::move(finished));
  if (state.phase != Contact::Phase::attended) return;
  state.phase = Contact::Phase::stopping;
  if (state.tasks.empty()) return post_for(&Implementation::run_finalisers, contact);
  const std::vector<std::uint32_t> tasks = state.tasks;
  for (const std::uint32_t slot : tasks)
    interrupt(slot);
}

// After a task has left its contact.
void Tasks::Implementation::settle(ContactId contact) {
  const auto found = contacts_.find(contact);
  if (found == contacts_.end() || !found->second.tasks.empty()) return;
  if (found->second.phase != Contact::Phase::attended)
    return post_for(&Implementation::run_finalisers, contact);
  if (found->second.finalisers.empty()) contacts_.erase(found);
}

// Runs the next finaliser: the one registered last. Comes again when it and all it started have ended.
void Tasks::Implementation::run_finalisers(ContactId contact) {
  const auto found = contacts_.find(contact);
  if (found == contacts_.end()) return;
  Contact& state = found->second;
  if (state.phase == Contact::Phase::attended || !state.tasks.empty()) return;
  if (state.phase == Contact::Phase::stopping) {
    state.phase = Contact::Phase::finalising;
    if (!state.finalisers.empty()) {
      state.deadline = loop_.after(finalisers_may_wait, [weak = weak_from_this(), contact] {
        if (const auto self = weak.lock()) self->end_finalisers_time(contact);
      });
    }
  }
  if (state.finalisers.empty()) return finish(contact);
  const int function = state.finalisers.back();
  state.finalisers.pop_back();
  const auto done = [this, contact](const TaskOutcome& outcome, lua_State*, int) {
    finaliser_ended(contact, outcome);
  };
  start(contact, function, nullptr, done, true);
  luaL_unref(sandbox_.lua(), LUA_REGISTRYINDEX, function);
}

void Tasks::Implementation::finaliser_ended(ContactId contact, TaskOutcome outcome) {
  if (outcome.end == TaskEnd::returned) return;
  if (outcome.end == TaskEnd::interrupted) {
    outcome = {.end = TaskEnd::failed,
               .error = "a finaliser was ended: those of a contact may wait 10 s in all"};
  }
  if (told_) told_(contact, outcome);
}

void Tasks::Implementation::end_finalisers_time(ContactId contact) {
  Contact& state = contacts_.at(contact);
  state.out_of_time = true;
  const std::vector<std::uint32_t> tasks = state.tasks;
  for (const std::uint32_t slot : tasks) {
    // One that has not run yet may still do what needs no waiting.
    if (slots_.at(slot).state != Task::State::starting) interrupt(slot);
  }
}

void Tasks::Implementation::finish(ContactId contact) {
  Contact state = std::move(contacts_[contact]);
  contacts_.erase(contact);
  loop_.cancel(state.deadline);
  for (const auto& finished : state.finished)
    finished();
}

}  // namespace tipring::dsl
