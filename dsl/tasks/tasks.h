#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "dsl/sandbox/sandbox.h"
#include "runtime/base/handle.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"

namespace tipring::dsl {

struct WaitTag;
/// Names one wait of one task: the task's slot and a generation that moves with every wait, so that the
/// completion of a wait that is over finds nothing.
using TaskRef = Handle<WaitTag>;

/// How a task ended.
enum class TaskEnd {
  returned,     ///< Its function returned.
  failed,       ///< A mistake in the script, or a budget exceeded.
  interrupted,  ///< stop_all(): its contact is over.
};

/// What a task's owner is told when it ends.
struct TaskOutcome {
  TaskEnd end = TaskEnd::returned;
  std::string error{};      ///< For `failed`: one line with file and line.
  std::string traceback{};  ///< For `failed`: the call stack, a frame a line, files relative to the site.
};

/// Pushes values and returns their count. Runs in protected mode: it may raise Lua errors. What it raises
/// becomes a mistake of the script at the place where it waits.
using PushValues = std::function<int(lua_State*)>;

/// A wait without a time-out of its own ends after this.
inline constexpr Duration longest_wait = std::chrono::hours(24);

/// The finalisers of one contact may wait this long in all.
inline constexpr Duration finalisers_may_wait = std::chrono::seconds(10);

/// The coroutines of one Lua state. A task runs until it waits or ends; a wait ends by resume(), by its
/// time-out or by stop_all(), each at most once. When the state is lost, every task fails. Control thread only.
class Tasks {
 public:
  /// Both must outlive it.
  Tasks(Sandbox& sandbox, RunLoop& loop);

  /// Cancels the waits of tasks that have not ended; their owners are not told.
  ~Tasks();
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;

  /// Starts a task that belongs to `contact` (empty: to the site). `function` is a reference in the Lua
  /// registry that stays the caller's and is read before this returns. The first slice runs as an event of the
  /// run loop, never inside this call. `done` is called once, with the task's values on `results`' stack
  /// (`count` of them, from index 1; none unless `returned`). A task started after stop_all() for its contact
  /// ends as interrupted without having run.
  using Done = std::function<void(const TaskOutcome& outcome, lua_State* results, int count)>;
  void start(ContactId contact, int function, PushValues arguments, Done done);

  /// The contact of the running task; empty outside a task or for a task of the site.
  ContactId current_contact() const;

  /// Called by a word of the running task that is about to wait: the reference to give to whatever will
  /// complete it. Raises a Lua error where waiting is not allowed (while loading, inside a script's own
  /// coroutine, in a callback of table.sort). A word that then does not wait need not say so.
  TaskRef begin_wait(lua_State* lua);

  /// Yields. `cancel` is called if the wait ends otherwise than by resume(); after `timeout` the word returns
  /// `nil, err` with code "timed-out". Every wait has a time-out: its own or `longest_wait`. A wait that was
  /// completed since begin_wait() goes on in a later event, like any other.
  [[nodiscard]] int wait(lua_State* lua, std::function<void()> cancel, std::optional<Duration> timeout);

  /// Completes a wait: the word returns what `results` pushes. False when that wait is over. The task goes on
  /// as an event of the run loop, never inside this call.
  bool resume(TaskRef wait, PushValues results);

  /// Interrupts all tasks of a contact: each wait is cancelled, each task is resumed once with an error that
  /// passes through the script's pcall, then the contact's finalisers run once, in reverse order of
  /// registration, one after the other, and `finished` is called, never before this returns. A contact without
  /// tasks still runs its finalisers. Called again for the same contact meanwhile, it only adds `finished`. May
  /// be called by a word of a task of that contact, which then ends before its next instruction.
  void stop_all(ContactId contact, std::function<void()> finished);

  /// Registers a finaliser for `contact`; takes over the registry reference. False, and nothing is registered,
  /// when the contact's finalisers run already.
  bool finally(ContactId contact, int function);

  /// `told` hears of each finaliser that fails, or that is ended because finalisers_may_wait is over.
  void on_finaliser_failure(std::function<void(ContactId, const TaskOutcome&)> told);

  /// Tasks that have not ended, finalisers included.
  std::size_t live() const;

 private:
  class Implementation;
  std::shared_ptr<Implementation> implementation_;  // Shared with events under way, which hold it weakly.
};

}  // namespace tipring::dsl
