#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <lua.hpp>

#include "dsl/tasks/tasks.h"

namespace tipring::dsl {

/// One coroutine and what it waits for.
struct Task {
  enum class State : std::uint8_t {
    starting,  ///< Its first slice is queued.
    running,   ///< Its slice is under way.
    waiting,   ///< It has yielded.
    resuming,  ///< Its wait is over; the next slice is queued.
  };

  ContactId contact;
  bool finaliser = false;
  State state = State::starting;
  AccountId account = AccountId::site;
  lua_State* thread = nullptr;
  int thread_reference = LUA_NOREF;
  std::string origin{};  ///< The lines its function stands on.
  PushValues values{};   ///< Arguments of the first slice, or results of the wait that is over.
  Tasks::Done done{};

  bool wait_open = false;  ///< Between begin_wait() and the end of that wait.
  std::function<void()> cancel{};
  TimerHandle timer{};
  bool interrupted = false;
};

/// A task's place. Its generation moves with every wait of every task that uses it.
struct TaskSlot {
  std::uint32_t generation = 0;
  std::unique_ptr<Task> task;
};

/// Places for tasks. References to a task last until it is taken out.
class TaskSlots {
 public:
  std::uint32_t insert(Task task);
  std::unique_ptr<Task> take(std::uint32_t slot);

  /// Null when there is none.
  Task* find(std::uint32_t slot);
  Task& at(std::uint32_t slot) { return *slots_[slot].task; }
  const Task& at(std::uint32_t slot) const { return *slots_[slot].task; }

  /// Opens a new wait of the task.
  TaskRef open_wait(std::uint32_t slot);
  /// The wait opened last.
  TaskRef current_wait(std::uint32_t slot) const { return {slot, slots_[slot].generation}; }
  /// Null when that wait is over.
  Task* find_waiting(TaskRef wait);

  std::size_t size() const { return slots_.size(); }
  std::size_t live() const { return slots_.size() - free_.size(); }

 private:
  std::vector<TaskSlot> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace tipring::dsl
