#include "dsl/sandbox/sandbox.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include <luajit-2.1/luajit.h>

#include "dsl/sandbox/globals.h"
#include "dsl/sandbox/library.h"
#include "dsl/sandbox/read_only.h"

namespace tipring::dsl {
namespace {

// Numbers such as 10LL make the parser load the foreign function interface. Tried in a state that is thrown
// away.
bool needs_foreign_functions(std::string_view text, const std::string& chunk_name) {
  struct Close {
    void operator()(lua_State* lua) const { lua_close(lua); }
  };
  const std::unique_ptr<lua_State, Close> scratch(luaL_newstate());
  if (scratch == nullptr) return false;
  lua_newtable(scratch.get());
  lua_setfield(scratch.get(), LUA_REGISTRYINDEX, "_LOADED");
  luaL_loadbufferx(scratch.get(), text.data(), text.size(), chunk_name.c_str(), "t");
  lua_getfield(scratch.get(), LUA_REGISTRYINDEX, "_LOADED");
  lua_getfield(scratch.get(), -1, "ffi");
  return !lua_isnil(scratch.get(), -1);
}

int call_host_function(lua_State* lua) {
  const auto& function = *static_cast<const std::function<int(lua_State*)>*>(lua_touserdata(lua, 1));
  lua_settop(lua, 0);
  return function(lua);
}

}  // namespace

Sandbox::Sandbox(const SandboxLimits& limits, SandboxServices services)
    : limits_(limits),
      services_(std::move(services)),
      memory_(limits_),
      budget_(limits_, memory_, services_.wall),
      lua_(lua_newstate(allocate, this)) {
  if (lua_ == nullptr) throw std::bad_alloc();
  luaJIT_setmode(lua(), 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  open_libraries(lua());
}

Sandbox::~Sandbox() = default;

Sandbox& Sandbox::of(lua_State* lua) {
  void* sandbox = nullptr;
  lua_getallocf(lua, &sandbox);
  return *static_cast<Sandbox*>(sandbox);
}

void* Sandbox::allocate(void* self, void* block, std::size_t old_size, std::size_t new_size) {
  Sandbox& sandbox = *static_cast<Sandbox*>(self);
  void* allocated = sandbox.memory_.allocate(block, old_size, new_size);
  if (sandbox.running_ == nullptr || !sandbox.memory_.wants_attention()) return allocated;
  // Lua's own error has no position, and afterwards the place is not to be known.
  if (sandbox.memory_.refusal() != Memory::Refusal::none) sandbox.budget_.condemnation(sandbox.running_);
  sandbox.budget_.request_attention();
  return allocated;
}

void Sandbox::set_global(const char* name) {
  if (loading_) {
    set_guarded_global(lua(), name);
  } else {
    lua_setglobal(lua(), name);
  }
}

void Sandbox::make_read_only(lua_State* lua) {
  dsl::make_read_only(lua);
}

void Sandbox::begin_loading() {
  if (loading_) return;
  loading_ = true;
  guard_globals(lua());
}

Result<void> Sandbox::compile(lua_State* lua, std::string_view text, const std::string& file) {
  begin_loading();
  const std::string chunk_name = "@" + file;
  if (luaL_loadbufferx(lua, text.data(), text.size(), chunk_name.c_str(), "t") != 0) {
    Error error{.code = "syntax-error", .text = describe_raised(lua, -1)};
    lua_pop(lua, 1);
    return error;
  }
  if (needs_foreign_functions(text, chunk_name)) {
    lua_pop(lua, 1);
    return Error{.code = "syntax-error",
                 .text = file + ": numbers written as 10LL, 10ULL or 10i are not available"};
  }
  give_guarded_globals(lua);
  return {};
}

SliceOutcome Sandbox::call(int arguments) {
  begin_loading();
  lua_State* main = lua();
  const int base = lua_gettop(main) - arguments - 1;
  lua_State* thread = lua_newthread(main);
  lua_insert(main, base + 1);
  lua_xmove(main, thread, arguments + 1);
  const std::string origin = function_position(thread, 1);
  const bool limited = frozen_;
  SliceOutcome outcome =
      run(thread, arguments, Slice{.origin = origin},
          {.allowed = limited ? limits_.instructions_per_slice : limits_.instructions_to_load,
           .loading = !limited});
  if (outcome.end == SliceEnd::waiting) {
    outcome.end = SliceEnd::failed;
    outcome.error = "cannot wait here";
  }
  if (outcome.end == SliceEnd::returned) {
    lua_checkstack(main, outcome.results);
    lua_xmove(thread, main, outcome.results);
  }
  lua_remove(main, base + 1);
  return outcome;
}

void Sandbox::close_account(AccountId account) {
  const bool over = memory_.collects_at_close(account);
  memory_.close(account);
  if (over) collect();
}

SliceOutcome Sandbox::resume(lua_State* thread, int arguments, const Slice& slice) {
  const std::uint64_t share = memory_.allowance(slice.account, slice.now);
  Budget::Start start{.allowed = std::min(share, limits_.instructions_per_slice),
                      .by_share = share < limits_.instructions_per_slice,
                      .interrupted = slice.interrupted,
                      .mistake = slice.mistake};
  SliceOutcome outcome = run(thread, arguments, slice, std::move(start));
  memory_.spend(slice.account, outcome.instructions);
  return outcome;
}

SliceOutcome Sandbox::run(lua_State* thread, int arguments, const Slice& slice, Budget::Start start) {
  assert(running_ == nullptr && "a slice must not run inside a slice");
  if (lost_) return lost_outcome();
  running_ = thread;
  origin_ = slice.origin;
  memory_.charge_to(slice.account);
  memory_.begin_slice();
  budget_.begin(lua(), std::move(start));
  const int status = lua_resume(thread, arguments);
  memory_.end_slice();
  running_ = nullptr;

  SliceOutcome outcome;
  if (slice.interrupted) {
    outcome.end = SliceEnd::interrupted;
  } else if (status == 0 || status == LUA_YIELD) {
    outcome.end = status == 0 ? SliceEnd::returned : SliceEnd::waiting;
    outcome.results = lua_gettop(thread);
  } else {
    describe_failure(thread, outcome);
  }
  outcome.instructions = budget_.end();
  origin_ = {};
  const bool lost = memory_.refusal() == Memory::Refusal::state;
  memory_.charge_to(AccountId::site);
  if (lost) declare_lost(outcome.error);
  return outcome;
}

void Sandbox::describe_failure(lua_State* thread, SliceOutcome& outcome) {
  outcome.end = SliceEnd::failed;
  if (budget_.condemned()) {
    const Budget::Condemnation& why = budget_.condemnation(thread);
    if (why.interruption) outcome.end = SliceEnd::interrupted;
    outcome.error = why.error;
    outcome.traceback = why.traceback;
    return;
  }
  lua_checkstack(lua(), 4);
  lua_xmove(thread, lua(), 1);
  outcome.error = describe_raised(lua(), -1);
  lua_pop(lua(), 1);
  if (!begins_with_position(outcome.error)) outcome.error = script_position(thread) + outcome.error;
  outcome.traceback = script_traceback(thread, outcome.error);
}

SliceOutcome Sandbox::lost_outcome() const {
  SliceOutcome outcome;
  outcome.end = SliceEnd::failed;
  outcome.error = "the Lua state was lost: it held more memory than it may";
  return outcome;
}

void Sandbox::declare_lost(const std::string& why) {
  lost_ = true;
  if (services_.lost) services_.lost(why);
}

Result<int> Sandbox::protect(AccountId account, const std::function<int(lua_State*)>& function) {
  assert(running_ == nullptr && "host code is protected by the slice already");
  const int base = lua_gettop(lua());
  memory_.charge_to(account);
  lua_pushcfunction(lua(), guarded<call_host_function>);
  lua_pushlightuserdata(lua(), const_cast<std::function<int(lua_State*)>*>(&function));
  const int status = lua_pcall(lua(), 1, LUA_MULTRET, 0);
  memory_.charge_to(AccountId::site);
  if (status == 0) return lua_gettop(lua()) - base;
  Error error{.code = "script-error", .text = describe_raised(lua(), -1)};
  lua_pop(lua(), 1);
  return error;
}

void Sandbox::collect() {
  lua_gc(lua(), LUA_GCCOLLECT, 0);
  memory_.collected();
}

void Sandbox::print(std::string_view line) {
  if (services_.print) services_.print(line);
}

}  // namespace tipring::dsl
