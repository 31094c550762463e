#include "dsl/sandbox/budget.h"

#include <utility>

#include "dsl/sandbox/lua_error.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// How many instructions pass between two looks. Finer costs nothing measurable down to a hundred.
constexpr int batch = 100;

// As PUC Lua has it for nested calls of C functions.
constexpr int deepest_nesting = 190;

// Its address is what is raised to end a slice: no script can make it, and none ever receives it.
constexpr char condemned_mark = 0;

std::string bytes_for_people(std::size_t bytes) {
  constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
  if (bytes % mebibyte == 0) return std::to_string(bytes / mebibyte) + " MiB";
  return std::to_string(bytes) + " bytes";
}

}  // namespace

Budget::Budget(const SandboxLimits& limits, Memory& memory, std::function<Duration()> wall)
    : limits_(limits), memory_(memory), wall_(std::move(wall)) {}

void Budget::set_hook(int count) {
  lua_sethook(main_, count == 0 ? nullptr : on_count, count == 0 ? 0 : LUA_MASKCOUNT, count);
}

void Budget::begin(lua_State* main, Start start) {
  main_ = main;
  start_ = std::move(start);
  // A slice shorter than a batch is charged as one: going to wait often is not free.
  used_ = batch;
  depth_ = 0;
  condemned_.reset();
  if (wall_) began_ = wall_();
  attention_ = start_.interrupted || start_.mistake || used_ > start_.allowed || memory_.wants_collection();
  set_hook(attention_ ? 1 : batch);
}

std::uint64_t Budget::end() {
  set_hook(0);
  main_ = nullptr;
  condemned_.reset();
  return used_;
}

void Budget::request_attention() {
  if (attention_ || main_ == nullptr) return;
  attention_ = true;
  set_hook(1);
}

void Budget::interrupt() {
  if (condemned_) return;
  start_.interrupted = true;
  request_attention();
}

void Budget::on_count(lua_State* lua, lua_Debug*) {
  Sandbox::of(lua).budget().check(lua);
}

void Budget::check(lua_State* lua) {
  if (condemned()) raise_again(lua);
  used_ += attention_ ? 1 : batch;
  raised_from_hook_ = false;
  if (attention_) {
    attention_ = false;
    set_hook(batch);
  }
  if (start_.interrupted) {
    condemned_ = Condemnation{.interruption = true, .error = {}, .traceback = {}};
    raise_again(lua);
  }
  check_memory(lua);
  if (used_ > start_.allowed) condemn(lua, used_up());
  if (wall_ && limits_.wall_per_slice && !start_.loading && wall_() - began_ > *limits_.wall_per_slice) {
    condemn(lua, "ran for more than " + std::to_string(limits_.wall_per_slice->count() / 1000) +
                     " ms without waiting");
  }
  if (start_.mistake) {
    std::string text;
    std::swap(text, *start_.mistake);
    start_.mistake.reset();
    raised_from_hook_ = true;
    request_attention();
    raise_mistake(lua, text);
  }
}

void Budget::check_memory(lua_State* lua) {
  if (memory_.allocated_too_much()) {
    memory_.collect_at_close();
    condemn(lua, "allocated more than " + bytes_for_people(limits_.allocation_per_slice) + " without waiting");
  }
  if (!memory_.wants_collection()) return;
  lua_gc(lua, LUA_GCCOLLECT, 0);
  memory_.collected();
  if (!memory_.task_is_over()) return;
  memory_.collect_at_close();
  condemn(lua, "holds more than " + bytes_for_people(limits_.memory_per_task));
}

std::string Budget::used_up() const {
  if (start_.by_share) {
    return "used more than its share of the processor, " + std::to_string(limits_.instructions_per_window) +
           " instructions in " + std::to_string(limits_.window.count() / 1'000'000) + " s";
  }
  return "used more than " + std::to_string(start_.allowed) + " instructions without waiting";
}

void Budget::charge(lua_State* lua, std::uint64_t instructions) {
  if (main_ == nullptr) return;
  used_ += instructions;
  if (used_ > start_.allowed && !condemned()) condemn(lua, used_up());
  if (condemned()) raise_again(lua);
}

void Budget::condemn(lua_State* lua, const std::string& text) {
  condemned_ = Condemnation{
      .interruption = false, .error = script_position(lua) + text, .traceback = script_traceback(lua)};
  raise_again(lua);
}

void Budget::raise_again(lua_State* lua) {
  condemnation(lua);
  set_hook(1);
  lua_pushlightuserdata(lua, const_cast<char*>(&condemned_mark));
  lua_error(lua);
  __builtin_unreachable();
}

const Budget::Condemnation& Budget::condemnation(lua_State* lua) {
  if (!condemned_) {
    memory_.collect_at_close();
    const std::string text = memory_.refusal() == Memory::Refusal::state
                                 ? "the Lua state holds more than " + bytes_for_people(limits_.memory_of_state)
                                 : "holds more than " + bytes_for_people(limits_.memory_per_task);
    condemned_ = Condemnation{
        .interruption = false, .error = script_position(lua) + text, .traceback = script_traceback(lua)};
  }
  return *condemned_;
}

void Budget::enter(lua_State* lua) {
  if (depth_ >= deepest_nesting) raise_mistake(lua, "calls are nested too deeply");
  ++depth_;
}

}  // namespace tipring::dsl
