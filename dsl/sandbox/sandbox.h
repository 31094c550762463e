#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "dsl/sandbox/budget.h"
#include "dsl/sandbox/limits.h"
#include "dsl/sandbox/memory.h"
#include "dsl/sandbox/pattern_cache.h"
#include "runtime/base/chance.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::dsl {

/// What a sandbox needs of the world around it.
struct SandboxServices {
  Chance& chance;                                ///< For math.random.
  std::function<void(std::string_view)> print;   ///< One line of `print`, without its end. May be empty.
  std::function<Duration()> wall;                ///< For the backstop: the thread's processor time,
                                                 ///< or real time; empty in virtual time.
  std::function<void(const std::string&)> lost;  ///< Told once, after the slice in which the state was lost.
};

/// How a slice ended.
enum class SliceEnd : std::uint8_t {
  returned,     ///< The function returned; its results are on top of the thread's stack.
  waiting,      ///< It yielded.
  failed,       ///< A mistake in the script, or a limit exceeded.
  interrupted,  ///< Ended by an interruption, which no pcall of the script has caught.
};

struct SliceOutcome {
  SliceEnd end = SliceEnd::returned;
  int results = 0;          ///< For `returned` and `waiting`: how many values are on top of the thread's stack.
  std::string error{};      ///< For `failed`: one line with file and line.
  std::string traceback{};  ///< For `failed`: the call stack, see script_traceback().
  std::uint64_t instructions = 0;  ///< What the slice was charged.
};

/// How to run a slice.
struct Slice {
  /// function_position() of the thread's function: named where tail calls have left no frame of the site.
  std::string_view origin{};
  AccountId account = AccountId::site;   ///< Who pays for memory and instructions.
  Instant now{};                         ///< Floor time, for the share of the processor.
  bool interrupted = false;              ///< Raise the interruption before the next instruction.
  std::optional<std::string> mistake{};  ///< Raise this text, with the position, before the next instruction.
};

/// One Lua state in which untrusted scripts run: no bytecode, files, processes, clock or addresses; every slice
/// is bounded in instructions and memory; after freeze() globals stand fast.
///
/// Its life: the host registers words as plain globals with the C API; begin_loading() makes them read-only;
/// the site's chunks are compiled and run and may define globals; freeze(); tasks run. Control thread only. Lua
/// errors unwind C++ frames and run their destructors; C++ exceptions must not leave a lua_CFunction.
class Sandbox {
 public:
  Sandbox(const SandboxLimits& limits, SandboxServices services);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// The main thread of the state. Scripts never run on it; its stack is the host's.
  lua_State* lua() const { return lua_.get(); }

  /// The sandbox a Lua state belongs to.
  static Sandbox& of(lua_State* lua);

  const SandboxLimits& limits() const { return limits_; }

  /// Gives the value on top of lua()'s stack to the global `name`, in every phase, and pops it.
  void set_global(const char* name);

  /// Replaces the table on top of `lua`'s stack by a read-only view of it. pairs() and calls work on the view.
  static void make_read_only(lua_State* lua);

  /// Ends the host's part: what is defined now cannot be set by scripts, and global tables become read-only.
  /// Reading a global that does not exist is a mistake from now on. Done by the first compile() at the latest.
  void begin_loading();

  /// Compiles text, never bytecode, and pushes the function on `lua`, which may be any thread of this state.
  /// `file` is the file's name below the site: "dialogs/menu.lua". Fails with "syntax-error" and a text that
  /// begins with file and line.
  Result<void> compile(lua_State* lua, std::string_view text, const std::string& file);

  /// Runs the function below `arguments` values on lua()'s stack, on a thread of its own and within the limits
  /// for loading, or for a slice after freeze(). Takes function and arguments; when it returned, leaves its
  /// results. The function cannot wait. Not from inside a slice.
  SliceOutcome call(int arguments);

  /// From now on scripts can neither set nor create globals.
  void freeze() { frozen_ = true; }
  bool frozen() const { return frozen_; }

  /// A new account for a task: full allowance at `now`.
  AccountId open_account(Instant now) { return memory_.open(limits_.instructions_per_window, now); }

  /// The task has ended; what it left in memory stays charged to the account until it is collected.
  void close_account(AccountId account);

  /// Runs a slice of a coroutine: starts it, or goes on after its wait. Not from inside a slice.
  SliceOutcome resume(lua_State* thread, int arguments, const Slice& slice);

  /// The coroutine whose slice is running; null outside. A script's own coroutines are not named here.
  lua_State* running() const { return running_; }

  /// Slice::origin of the running slice.
  std::string_view origin() const { return origin_; }

  /// Interrupts the slice that is running: it ends before its next instruction.
  void interrupt_running() { budget_.interrupt(); }

  /// Runs host code that may raise Lua errors on lua(), outside of any slice, charged to `account`. `function`
  /// pushes values and returns their count; they are left on lua()'s stack. Fails with "script-error" and the
  /// text of what was raised. C++ exceptions derived from std::exception are turned into such an error.
  Result<int> protect(AccountId account, const std::function<int(lua_State*)>& function);

  /// While it lives, memory is taken by the host: never refused, charged to `account`. For what is made on
  /// lua() in the middle of a slice, where an error could not be raised.
  class HostWork {
   public:
    HostWork(Sandbox& sandbox, AccountId account)
        : memory_(sandbox.memory_), payer_(memory_.payer()), limited_(memory_.limit(false)) {
      memory_.charge_to(account);
    }
    ~HostWork() {
      memory_.charge_to(payer_);
      memory_.limit(limited_);
    }
    HostWork(const HostWork&) = delete;
    HostWork& operator=(const HostWork&) = delete;

   private:
    Memory& memory_;
    AccountId payer_;
    bool limited_;
  };

  /// For functions in C: counts work as instructions. Ends the slice when its budget is used up.
  void charge(lua_State* lua, std::uint64_t instructions) { budget_.charge(lua, instructions); }

  /// Bytes charged to an account, and of the whole state.
  std::size_t memory_of(AccountId account) const { return memory_.held_by(account); }
  std::size_t memory() const { return memory_.total(); }

  /// A full collection.
  void collect();

  /// The state has reached its memory limit: nothing runs in it any more; resume() and call() fail.
  bool lost() const { return lost_; }

  Budget& budget() { return budget_; }
  Chance& chance() { return services_.chance; }
  PatternCache& patterns() { return patterns_; }
  void print(std::string_view line);

 private:
  struct CloseState {
    void operator()(lua_State* lua) const { lua_close(lua); }
  };

  static void* allocate(void* self, void* block, std::size_t old_size, std::size_t new_size);
  SliceOutcome run(lua_State* thread, int arguments, const Slice& slice, Budget::Start start);
  void describe_failure(lua_State* thread, SliceOutcome& outcome);
  SliceOutcome lost_outcome() const;
  void declare_lost(const std::string& why);

  SandboxLimits limits_;
  SandboxServices services_;
  Memory memory_;
  Budget budget_;
  PatternCache patterns_;
  std::unique_ptr<lua_State, CloseState> lua_;
  lua_State* running_ = nullptr;
  std::string_view origin_;
  bool loading_ = false;
  bool frozen_ = false;
  bool lost_ = false;
};

}  // namespace tipring::dsl
