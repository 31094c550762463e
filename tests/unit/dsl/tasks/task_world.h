#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsl/sandbox/lua_error.h"
#include "dsl/sandbox/sandbox.h"
#include "dsl/tasks/tasks.h"

namespace tipring::dsl {

/// Tasks in virtual time, with a few words as a floor would offer them:
///   wait(s)       ends by a timer after s seconds, as a word of the language does
///   ask(name, s)  ends by answer(name, ...) or times out after s seconds (or the longest wait)
///   note(text)    is kept in notes()
///   spawn(f), finally(f), stop() for the running task's contact
class TaskWorld {
 public:
  explicit TaskWorld(const SandboxLimits& limits = {})
      : clock_(UtcTime{}),
        loop_(clock_),
        chance_(7),
        sandbox_(limits, {.chance = chance_,
                          .print = [this](std::string_view line) { notes_.emplace_back(line); },
                          .wall = {},
                          .lost = [this](const std::string& why) { lost_ = why; }}),
        tasks_(std::make_unique<Tasks>(sandbox_, loop_)) {
    add_word("wait", wait);
    add_word("ask", ask);
    add_word("note", note);
    add_word("spawn", spawn);
    add_word("finally", finally);
    add_word("stop", stop);
    tasks_->on_finaliser_failure(
        [this](ContactId, const TaskOutcome& outcome) { note_line("finaliser: " + outcome.error); });
  }

  /// Starts a chunk as a task of a contact; its end is noted under `name`.
  void start(std::string_view text, ContactId contact = {1, 1}, const std::string& name = "task") {
    lua_State* lua = sandbox_.lua();
    const auto compiled = sandbox_.compile(lua, text, "site.lua");
    ASSERT_TRUE(compiled.ok()) << compiled.error().text;
    const int function = luaL_ref(lua, LUA_REGISTRYINDEX);
    tasks_->start(contact, function, nullptr,
                  [this, name](const TaskOutcome& outcome, lua_State* results, int count) {
                    note_end(name, outcome, results, count);
                  });
    luaL_unref(lua, LUA_REGISTRYINDEX, function);
  }

  /// Completes ask(name) with a text. False when nobody waits for it.
  bool answer(const std::string& name, const std::string& text = "yes") {
    return tasks_->resume(asked_[name], [text](lua_State* lua) {
      lua_pushlstring(lua, text.data(), text.size());
      return 1;
    });
  }

  void stop_contact(ContactId contact = {1, 1}, const std::string& name = "stopped") {
    tasks_->stop_all(contact, [this, name] { note_line(name); });
  }

  void run_for(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  /// Runs what needs no time to pass.
  void run() { run_for(Duration{}); }
  void note_line(const std::string& line) { notes_.push_back(line); }

  /// What happened since it was last asked for.
  std::vector<std::string> notes() { return std::exchange(notes_, {}); }

  VirtualClock& clock() { return clock_; }
  RunLoop& loop() { return loop_; }
  Sandbox& sandbox() { return sandbox_; }
  Tasks& tasks() { return *tasks_; }
  void destroy_tasks() { tasks_.reset(); }
  TaskRef asked(const std::string& name) { return asked_[name]; }
  const std::string& lost() const { return lost_; }
  const std::map<std::string, TaskOutcome>& outcomes() const { return outcomes_; }

  /// References held in the Lua registry, apart from its named fields.
  std::size_t registry_references() {
    lua_State* lua = sandbox_.lua();
    std::size_t references = 0;
    lua_pushnil(lua);
    while (lua_next(lua, LUA_REGISTRYINDEX) != 0) {
      // Freed references are numbers: a list of free places.
      if (lua_type(lua, -2) == LUA_TNUMBER && lua_type(lua, -1) != LUA_TNUMBER) ++references;
      lua_pop(lua, 1);
    }
    return references;
  }

 private:
  static TaskWorld& world_of(lua_State* lua) {
    return *static_cast<TaskWorld*>(lua_touserdata(lua, lua_upvalueindex(1)));
  }

  void add_word(const char* name, lua_CFunction word) {
    lua_pushlightuserdata(sandbox_.lua(), this);
    lua_pushcclosure(sandbox_.lua(), word, 1);
    sandbox_.set_global(name);
  }

  static int wait(lua_State* lua) {
    TaskWorld& world = world_of(lua);
    const auto time =
        std::chrono::duration_cast<Duration>(std::chrono::duration<double>(luaL_checknumber(lua, 1)));
    const TaskRef wait = world.tasks_->begin_wait(lua);
    const TimerHandle timer =
        world.loop_.after(time, [&world, wait] { world.tasks_->resume(wait, [](lua_State*) { return 0; }); });
    return world.tasks_->wait(
        lua, [&world, timer] { world.loop_.cancel(timer); }, std::nullopt);
  }

  static int ask(lua_State* lua) {
    TaskWorld& world = world_of(lua);
    const std::string name = luaL_checkstring(lua, 1);
    std::optional<Duration> timeout;
    if (lua_isnumber(lua, 2) != 0) timeout = std::chrono::seconds(lua_tointeger(lua, 2));
    world.asked_[name] = world.tasks_->begin_wait(lua);
    return world.tasks_->wait(
        lua, [&world, name] { world.note_line("cancelled " + name); }, timeout);
  }

  static int note(lua_State* lua) {
    world_of(lua).note_line(luaL_checkstring(lua, 1));
    return 0;
  }

  static int spawn(lua_State* lua) {
    TaskWorld& world = world_of(lua);
    lua_pushvalue(lua, 1);
    const int function = luaL_ref(lua, LUA_REGISTRYINDEX);
    world.tasks_->start(world.tasks_->current_contact(), function, nullptr,
                        [&world](const TaskOutcome& outcome, lua_State* results, int count) {
                          world.note_end("spawned", outcome, results, count);
                        });
    luaL_unref(lua, LUA_REGISTRYINDEX, function);
    return 0;
  }

  static int finally(lua_State* lua) {
    TaskWorld& world = world_of(lua);
    lua_pushvalue(lua, 1);
    const ContactId contact = world.tasks_->current_contact();
    lua_pushboolean(lua, world.tasks_->finally(contact, luaL_ref(lua, LUA_REGISTRYINDEX)) ? 1 : 0);
    return 1;
  }

  static int stop(lua_State* lua) {
    TaskWorld& world = world_of(lua);
    world.stop_contact(world.tasks_->current_contact());
    return 0;
  }

  void note_end(const std::string& name, const TaskOutcome& outcome, lua_State* results, int count) {
    outcomes_[name] = outcome;
    switch (outcome.end) {
      case TaskEnd::interrupted:
        return note_line(name + " interrupted");
      case TaskEnd::failed:
        return note_line(name + " failed: " + outcome.error);
      case TaskEnd::returned:
        break;
    }
    std::string line = name + " returned";
    for (int index = 1; index <= count; ++index) {
      lua_getglobal(results, "tostring");
      lua_pushvalue(results, index);
      lua_call(results, 1, 1);
      line += std::string(" ") + lua_tostring(results, -1);
      lua_pop(results, 1);
    }
    note_line(line);
  }

  VirtualClock clock_;
  RunLoop loop_;
  Chance chance_;
  std::vector<std::string> notes_;
  std::string lost_;
  std::map<std::string, TaskRef> asked_;
  std::map<std::string, TaskOutcome> outcomes_;
  Sandbox sandbox_;
  std::unique_ptr<Tasks> tasks_;
};

}  // namespace tipring::dsl
