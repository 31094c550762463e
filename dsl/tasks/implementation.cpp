#include "dsl/tasks/implementation.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "dsl/sandbox/lua_error.h"

namespace tipring::dsl {
namespace {

std::string seconds_text(Duration duration) {
  const auto micros = duration.count();
  if (micros % 1'000'000 == 0) return std::to_string(micros / 1'000'000) + " s";
  return std::to_string(micros / 1000) + " ms";
}

TaskOutcome outcome_of(const SliceOutcome& slice) {
  switch (slice.end) {
    case SliceEnd::returned:
      return {.end = TaskEnd::returned};
    case SliceEnd::interrupted:
      return {.end = TaskEnd::interrupted};
    case SliceEnd::waiting:
    case SliceEnd::failed:
      break;
  }
  return {.end = TaskEnd::failed, .error = slice.error, .traceback = slice.traceback};
}

}  // namespace

void Tasks::Implementation::shut_down() {
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    Task* task = slots_.find(slot);
    if (task == nullptr) continue;
    const std::function<void()> cancel = std::move(task->cancel);
    close_wait(*task);
    if (cancel) cancel();
    luaL_unref(sandbox_.lua(), LUA_REGISTRYINDEX, task->thread_reference);
    sandbox_.close_account(task->account);
  }
  for (auto& [contact, state] : contacts_) {
    loop_.cancel(state.deadline);
    for (const int finaliser : state.finalisers)
      luaL_unref(sandbox_.lua(), LUA_REGISTRYINDEX, finaliser);
  }
}

void Tasks::Implementation::post(void (Implementation::*event)(std::uint32_t), std::uint32_t slot) {
  loop_.post([weak = weak_from_this(), event, slot] {
    if (const auto self = weak.lock()) (self.get()->*event)(slot);
  });
}

void Tasks::Implementation::start(ContactId contact, int function, PushValues arguments, Done done,
                                  bool finaliser) {
  Task task{
      .contact = contact, .finaliser = finaliser, .values = std::move(arguments), .done = std::move(done)};
  task.account = sandbox_.open_account(loop_.clock().now());
  {
    const Sandbox::HostWork host_work(sandbox_, task.account);
    lua_State* main = sandbox_.lua();
    lua_checkstack(main, 2);
    task.thread = lua_newthread(main);
    lua_rawgeti(main, LUA_REGISTRYINDEX, function);
    lua_xmove(main, task.thread, 1);
    task.origin = function_position(task.thread, 1);
    task.thread_reference = luaL_ref(main, LUA_REGISTRYINDEX);
  }
  Contact& state = contacts_[contact];
  task.interrupted = !finaliser && state.phase != Contact::Phase::attended;
  const std::uint32_t slot = slots_.insert(std::move(task));
  state.tasks.push_back(slot);
  post(&Implementation::run, slot);
}

ContactId Tasks::Implementation::current_contact() const {
  return running_ ? slots_.at(*running_).contact : ContactId{};
}

// One event is queued for each task that is starting or resuming, none for any other: so the slot alone names
// it.
void Tasks::Implementation::run(std::uint32_t slot) {
  const SliceOutcome outcome = run_slice(slot);
  if (outcome.end == SliceEnd::waiting) {
    pause(slot);
  } else {
    end(slot, outcome);
  }
  if (sandbox_.lost()) give_up_all();
}

SliceOutcome Tasks::Implementation::run_slice(std::uint32_t slot) {
  Task& task = slots_.at(slot);
  SliceOutcome outcome;
  if (task.interrupted && task.state == Task::State::starting) {
    outcome.end = SliceEnd::interrupted;
    return outcome;
  }
  int values = 0;
  const Slice slice = prepare(task, values);
  task.state = Task::State::running;
  running_ = slot;
  outcome = sandbox_.resume(task.thread, values, slice);
  running_.reset();
  if (task.interrupted && outcome.end == SliceEnd::returned) outcome.end = SliceEnd::interrupted;
  return outcome;
}

// Puts the values on the task's stack that its function or its word is to receive.
Slice Tasks::Implementation::prepare(Task& task, int& values) {
  Slice slice{.origin = task.origin,
              .account = task.account,
              .now = loop_.clock().now(),
              .interrupted = task.interrupted};
  const PushValues push = std::exchange(task.values, nullptr);
  if (task.interrupted || !push) return slice;
  const Result<int> pushed = sandbox_.protect(task.account, push);
  if (!pushed) {
    slice.mistake = pushed.error().text;
    return slice;
  }
  values = pushed.value();
  const Sandbox::HostWork host_work(sandbox_, task.account);
  lua_checkstack(task.thread, values);
  lua_xmove(sandbox_.lua(), task.thread, values);
  return slice;
}

TaskRef Tasks::Implementation::begin_wait(lua_State* lua) {
  if (!running_)
    raise_mistake(lua, sandbox_.frozen()
                           ? "cannot wait here: a function that rules ask by where answers at once"
                           : "cannot wait here: the site is loading");
  Task& task = slots_.at(*running_);
  if (lua != task.thread) {
    raise_mistake(lua, "cannot wait inside a coroutine of the script; use spawn");
  }
  if (lua_isyieldable(lua) == 0) {
    raise_mistake(lua,
                  "cannot wait here: the function was called by table.sort, string.format or an error handler");
  }
  if (task.finaliser && contacts_[task.contact].out_of_time) {
    raise_mistake(lua, "cannot wait: the finalisers of a contact may wait " +
                           seconds_text(finalisers_may_wait) + " in all");
  }
  close_wait(task);
  return slots_.open_wait(*running_);
}

int Tasks::Implementation::wait(lua_State* lua, std::function<void()> cancel, std::optional<Duration> timeout) {
  assert(running_ && "a wait begins with begin_wait()");
  Task& task = slots_.at(*running_);
  if (task.wait_open) {
    task.cancel = std::move(cancel);
    const Duration longest = std::min(timeout.value_or(longest_wait), longest_wait);
    const TaskRef wait = slots_.current_wait(*running_);
    task.timer = loop_.after(longest, [weak = weak_from_this(), wait, longest] {
      if (const auto self = weak.lock()) self->time_out(wait, longest);
    });
  }
  return lua_yield(lua, 0);
}

// After a slice that ended in a wait.
void Tasks::Implementation::pause(std::uint32_t slot) {
  Task& task = slots_.at(slot);
  task.state = Task::State::waiting;
  if (!task.wait_open) return go_on(slot);  // Completed before it began.
  if (task.interrupted) end_wait(slot, nullptr);
}

void Tasks::Implementation::close_wait(Task& task) {
  task.wait_open = false;
  task.values = nullptr;
  task.cancel = nullptr;
  loop_.cancel(std::exchange(task.timer, {}));
}

void Tasks::Implementation::go_on(std::uint32_t slot) {
  slots_.at(slot).state = Task::State::resuming;
  post(&Implementation::run, slot);
}

// Ends a wait otherwise than by its completion.
void Tasks::Implementation::end_wait(std::uint32_t slot, PushValues values) {
  Task& task = slots_.at(slot);
  const std::function<void()> cancel = std::move(task.cancel);
  close_wait(task);
  task.values = std::move(values);
  go_on(slot);
  // Last: whatever it does finds the task gone on.
  if (cancel) cancel();
}

bool Tasks::Implementation::resume(TaskRef wait, PushValues results) {
  Task* task = slots_.find_waiting(wait);
  if (task == nullptr) return false;
  close_wait(*task);
  task->values = std::move(results);
  if (task->state == Task::State::waiting) go_on(wait.slot);
  return true;
}

void Tasks::Implementation::time_out(TaskRef wait, Duration after) {
  if (slots_.find_waiting(wait) == nullptr) return;
  end_wait(wait.slot, [after](lua_State* lua) {
    lua_pushnil(lua);
    push_error(lua, {.code = "timed-out", .text = "timed out after " + seconds_text(after), .retryable = true});
    return 2;
  });
}

void Tasks::Implementation::interrupt(std::uint32_t slot) {
  Task& task = slots_.at(slot);
  if (std::exchange(task.interrupted, true)) return;
  if (task.state == Task::State::running) sandbox_.interrupt_running();
  if (task.state == Task::State::waiting) end_wait(slot, nullptr);
}

void Tasks::Implementation::end(std::uint32_t slot, const SliceOutcome& slice) {
  close_wait(slots_.at(slot));
  const std::unique_ptr<Task> task = slots_.take(slot);
  std::erase(contacts_[task->contact].tasks, slot);
  tell(*task, outcome_of(slice), slice.end == SliceEnd::returned ? slice.results : 0);
  luaL_unref(sandbox_.lua(), LUA_REGISTRYINDEX, task->thread_reference);
  sandbox_.close_account(task->account);
  settle(task->contact);
}

// The values are moved to the main thread's stack, where an error raised by `done` finds its protected call.
void Tasks::Implementation::tell(const Task& task, const TaskOutcome& outcome, int results) {
  if (!task.done) return;
  const Result<int> told = sandbox_.protect(task.account, [&](lua_State* main) {
    luaL_checkstack(main, results + LUA_MINSTACK, "results of a task");
    lua_xmove(task.thread, main, results);
    task.done(outcome, main, results);
    return 0;
  });
  if (!told) sandbox_.print("the end of a task could not be told: " + told.error().text);
}

// The state is lost: whoever waits will not be resumed by anyone else.
void Tasks::Implementation::give_up_all() {
  if (std::exchange(given_up_, true)) return;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const Task* task = slots_.find(slot);
    if (task != nullptr && task->state == Task::State::waiting) end_wait(slot, nullptr);
  }
}

}  // namespace tipring::dsl
