#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <lua.hpp>

#include "dsl/sandbox/limits.h"
#include "dsl/sandbox/memory.h"

namespace tipring::dsl {

/// Counts what a slice does and ends it. Ending means raising a value that no function available to scripts
/// catches: the slice is *condemned*, our pcall, xpcall and coroutine functions raise it again, and the hook
/// raises it before every further instruction. Control thread only.
class Budget {
 public:
  /// Why a slice was condemned.
  struct Condemnation {
    bool interruption = false;
    std::string error{};  ///< With file and line, as far as known.
    std::string traceback{};
  };

  struct Start {
    std::uint64_t allowed = 0;
    bool by_share = false;  ///< `allowed` is what is left of the task's share, less than a slice's.
    bool loading = false;   ///< No wall limit.
    bool interrupted = false;
    std::optional<std::string> mistake{};
  };

  Budget(const SandboxLimits& limits, Memory& memory, std::function<Duration()> wall);

  /// Begins a slice in the state of `main`.
  void begin(lua_State* main, Start start);
  /// Ends it and says what it used.
  std::uint64_t end();

  /// Counts work of a C function; raises when the slice's budget is used up.
  void charge(lua_State* lua, std::uint64_t instructions);
  std::uint64_t left() const { return used_ < start_.allowed ? start_.allowed - used_ : 0; }

  /// Condemns the running slice from outside it.
  void interrupt();

  /// The hook looks at everything before the next instruction. Safe within an allocation.
  void request_attention();

  bool condemned() const { return condemned_.has_value() || memory_.refusal() != Memory::Refusal::none; }

  /// A message handler of the script must not run now: the slice is condemned, or the error comes out of the
  /// hook, where nothing would count the handler's instructions.
  bool forbids_handlers() const { return condemned() || raised_from_hook_; }

  /// Raises again what condemned the slice. Only when condemned().
  [[noreturn]] void raise_again(lua_State* lua);

  /// Why; completed with the position and call stack of `lua` where the slice was condemned by an allocation.
  const Condemnation& condemnation(lua_State* lua);

  /// Calls of Lua from C and coroutines within coroutines, which use the processor's stack. Raises a mistake
  /// when they are nested too deeply.
  void enter(lua_State* lua);
  void leave() { --depth_; }

 private:
  static void on_count(lua_State* lua, lua_Debug* event);
  void check(lua_State* lua);
  void check_memory(lua_State* lua);
  [[noreturn]] void condemn(lua_State* lua, const std::string& text);
  std::string used_up() const;
  void set_hook(int count);

  SandboxLimits limits_;
  Memory& memory_;
  std::function<Duration()> wall_;
  lua_State* main_ = nullptr;
  Start start_;
  std::uint64_t used_ = 0;
  Duration began_{};
  int depth_ = 0;
  bool attention_ = false;
  bool raised_from_hook_ = false;
  std::optional<Condemnation> condemned_;
};

/// Keeps Budget::enter and leave in step, also when an error passes.
class NestedCall {
 public:
  NestedCall(lua_State* lua, Budget& budget) : budget_(budget) { budget_.enter(lua); }
  ~NestedCall() { budget_.leave(); }
  NestedCall(const NestedCall&) = delete;
  NestedCall& operator=(const NestedCall&) = delete;

 private:
  Budget& budget_;
};

}  // namespace tipring::dsl
