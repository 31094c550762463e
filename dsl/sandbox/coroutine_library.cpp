#include "dsl/sandbox/library.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// Coroutines of scripts are generators: they run within the slice of the task that resumes them and cannot
// wait.

// before_resume(coroutine, name)
int before_resume(lua_State* lua) {
  if (!lua_isthread(lua, 1)) raise_bad_type(lua, 1, lua_tostring(lua, 2), "coroutine");
  Sandbox::of(lua).budget().enter(lua);
  return 0;
}

// after_resume(): comes also when the coroutine failed; the end of a slice goes on from here.
int after_resume(lua_State* lua) {
  Budget& budget = Sandbox::of(lua).budget();
  budget.leave();
  if (budget.condemned()) budget.raise_again(lua);
  return 0;
}

// before_yield(): the task itself yields only to wait, and that is the business of words.
int before_yield(lua_State* lua) {
  if (lua == Sandbox::of(lua).running()) {
    raise_mistake(lua, "coroutine.yield outside of a coroutine: a task goes on by itself, wait lets time pass");
  }
  if (lua_isyieldable(lua) == 0) raise_mistake(lua, "coroutine.yield cannot leave this function");
  return 0;
}

// The coroutine that runs, or nil in the task itself, which no script must get hold of.
int running(lua_State* lua) {
  if (lua == Sandbox::of(lua).running()) {
    lua_pushnil(lua);
  } else {
    lua_pushthread(lua);
  }
  return 1;
}

int check_function(lua_State* lua) {
  if (!lua_isfunction(lua, 1)) raise_bad_type(lua, 1, lua_tostring(lua, 2), "function");
  return 0;
}

// mistake(text): raised with the script's position.
int mistake(lua_State* lua) {
  raise_mistake(lua, check_text(lua, 1, "error"));
}

}  // namespace

void add_coroutine_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {
      {"before_resume", guarded<before_resume>},
      {"after_resume", guarded<after_resume>},
      {"before_yield", guarded<before_yield>},
      {"running", guarded<running>},
      {"check_function", guarded<check_function>},
      {"mistake", guarded<mistake>},
      {nullptr, nullptr},
  };
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
