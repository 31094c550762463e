#include "dsl/binding/registry.h"

#include <algorithm>
#include <string>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/sandbox/lua_error.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

constexpr const char* type_field = "__type";

constexpr const char* take_mistake_field = "tipring.take_mistake";

int run_raising(lua_State* lua) {
  const auto* word = static_cast<const Word*>(lua_touserdata(lua, lua_upvalueindex(1)));
  void* host = lua_touserdata(lua, lua_upvalueindex(2));
  WordCall call(lua, *word, host);
  return word->run(call);
}

void push_raising(lua_State* lua, const Word& word, void* host) {
  lua_pushlightuserdata(lua, const_cast<Word*>(&word));
  lua_pushlightuserdata(lua, host);
  lua_pushcclosure(lua, run_raising, 2);
}

TakeMistake taker_of(lua_State* lua) {
  lua_getfield(lua, LUA_REGISTRYINDEX, take_mistake_field);
  const auto take = reinterpret_cast<TakeMistake>(lua_touserdata(lua, -1));
  lua_pop(lua, 1);
  return take;
}

std::string_view name_at(lua_State* lua, int index) {
  std::size_t size = 0;
  if (lua_type(lua, index) != LUA_TSTRING) return {};
  const char* text = lua_tolstring(lua, index, &size);
  return {text, size};
}

// A definition that fails gives what it was called on, as one that does not.
int run_defining(lua_State* lua, const Word& word, void* host, TakeMistake take) {
  const int count = lua_gettop(lua);
  luaL_checkstack(lua, count + 2, "too many arguments");
  push_raising(lua, word, host);
  for (int index = 1; index <= count; ++index)
    lua_pushvalue(lua, index);
  if (lua_pcall(lua, count, LUA_MULTRET, 0) == 0) return lua_gettop(lua) - count;
  const std::string_view text = name_at(lua, -1);
  if (!begins_with_position(text) || !take(lua, word, text, host)) return lua_error(lua);
  if (word.kind != WordKind::definition) return 0;
  lua_pushvalue(lua, 1);
  return 1;
}

int run(lua_State* lua, const Word& word, void* host) {
  if (word.place == WordPlace::loading) {
    if (const TakeMistake take = taker_of(lua)) return run_defining(lua, word, host, take);
  }
  WordCall call(lua, word, host);
  return word.run(call);
}

int run_word(lua_State* lua) {
  const auto* word = static_cast<const Word*>(lua_touserdata(lua, lua_upvalueindex(1)));
  return run(lua, *word, lua_touserdata(lua, lua_upvalueindex(2)));
}

// What a library is called by its own name: the library itself is the first argument.
int run_library(lua_State* lua) {
  lua_remove(lua, 1);
  return run_word(lua);
}

void push_word(lua_State* lua, const Word& word, void* host) {
  lua_pushlightuserdata(lua, const_cast<Word*>(&word));
  lua_pushlightuserdata(lua, host);
  lua_pushcclosure(lua, run_word, 2);
}

std::string metatable_name(std::string_view type) {
  return "tipring." + std::string(type);
}

// What a registered type's metamethods work with.
struct TypeOfState {
  ObjectType type;
  std::span<const Word> words;
  void* host;
};

const TypeOfState& type_of(lua_State* lua) {
  return *static_cast<const TypeOfState*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

const Word* find_word(const TypeOfState& state, std::string_view name) {
  for (const Word& word : state.words) {
    if (word.owner == state.type.name && word.name == name) return &word;
  }
  return nullptr;
}

std::string unknown_name(const TypeOfState& state, std::string_view name) {
  std::vector<std::string> names;
  for (const Word& word : state.words) {
    if (word.owner == state.type.name) names.emplace_back(word.name);
  }
  const auto near = nearest(name, names);
  return "a " + std::string(state.type.name) + " has no '" + std::string(name) + "'" +
         (near ? "; did you mean '" + *near + "'?" : "");
}

// Methods are closures made once and kept in the table that is the second upvalue.
int read_field(lua_State* lua) {
  const TypeOfState& state = type_of(lua);
  lua_pushvalue(lua, 2);
  lua_rawget(lua, lua_upvalueindex(2));
  if (!lua_isnil(lua, -1)) return 1;
  const std::string_view name = name_at(lua, 2);
  if (const Word* word = find_word(state, name)) {
    push_word(lua, *word, state.host);
    lua_pushvalue(lua, 1);
    lua_call(lua, 1, 1);
    return 1;
  }
  if (state.type.read != nullptr && state.type.read(lua, 1, name, state.host)) return 1;
  raise_mistake(lua, unknown_name(state, name));
}

int write_field(lua_State* lua) {
  const TypeOfState& state = type_of(lua);
  const std::string_view name = name_at(lua, 2);
  if (state.type.write != nullptr && state.type.write(lua, 1, name, 3, state.host)) return 0;
  if (find_word(state, name) != nullptr) {
    raise_mistake(lua, "'" + std::string(name) + "' of a " + std::string(state.type.name) + " cannot be set");
  }
  raise_mistake(lua, unknown_name(state, name));
}

int describe_object(lua_State* lua) {
  const TypeOfState& state = type_of(lua);
  const std::string text =
      state.type.describe == nullptr ? std::string(state.type.name) : state.type.describe(lua, 1);
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

int call_object(lua_State* lua) {
  const TypeOfState& state = type_of(lua);
  const std::string_view name = state.type.defined_by(lua, 1);
  for (const Word& word : state.words) {
    if (word.kind != WordKind::definition || word.name != name) continue;
    return run(lua, word, state.host);
  }
  raise_mistake(lua, "a " + std::string(state.type.name) + " cannot be called");
}

int destroy_at_collection(lua_State* lua) {
  type_of(lua).type.destroy(lua_touserdata(lua, 1));
  return 0;
}

// Expects the metatable on top.
void set_metamethod(lua_State* lua, const char* name, lua_CFunction function, int state_index,
                    int methods_index) {
  lua_pushvalue(lua, state_index);
  lua_pushvalue(lua, methods_index);
  lua_pushcclosure(lua, function, 2);
  lua_setfield(lua, -2, name);
}

void push_methods(lua_State* lua, const ObjectType& type, std::span<const Word> words, void* host) {
  lua_newtable(lua);
  for (const Word& word : words) {
    if (word.owner != type.name || word.kind != WordKind::method) continue;
    lua_pushlstring(lua, word.name.data(), word.name.size());
    push_word(lua, word, host);
    lua_rawset(lua, -3);
  }
}

// Leaves the library's table on the stack, made where it does not exist.
void push_library(lua_State* lua, std::string_view name) {
  const std::string field(name);
  lua_getglobal(lua, field.c_str());
  if (lua_istable(lua, -1)) return;
  lua_pop(lua, 1);
  lua_newtable(lua);
  lua_pushvalue(lua, -1);
  lua_setglobal(lua, field.c_str());
}

bool is_library(std::span<const Word> words, std::string_view name) {
  return std::ranges::any_of(words, [name](const Word& word) {
    return word.owner == name && (word.kind == WordKind::function || word.kind == WordKind::value);
  });
}

// `customers { … }` beside customers.by_phone.
void make_callable(lua_State* lua, const Word& word, void* host) {
  push_library(lua, word.name);
  lua_newtable(lua);
  lua_pushlightuserdata(lua, const_cast<Word*>(&word));
  lua_pushlightuserdata(lua, host);
  lua_pushcclosure(lua, run_library, 2);
  lua_setfield(lua, -2, "__call");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}

}  // namespace

void register_words(lua_State* lua, std::span<const Word> words, void* host) {
  for (const Word& word : words) {
    if (word.kind != WordKind::function && word.kind != WordKind::value) continue;
    const std::string name(word.name);
    if (word.owner.empty() && is_library(words, name)) {
      make_callable(lua, word, host);
      continue;
    }
    if (!word.owner.empty()) push_library(lua, word.owner);
    push_word(lua, word, host);
    if (word.kind == WordKind::value) lua_call(lua, 0, 1);
    if (word.owner.empty()) {
      lua_setglobal(lua, name.c_str());
    } else {
      lua_setfield(lua, -2, name.c_str());
      lua_pop(lua, 1);
    }
  }
}

void take_mistakes(lua_State* lua, TakeMistake take) {
  lua_pushlightuserdata(lua, reinterpret_cast<void*>(take));
  lua_setfield(lua, LUA_REGISTRYINDEX, take_mistake_field);
}

void register_type(lua_State* lua, const ObjectType& type, std::span<const Word> words, void* host) {
  static_assert(std::is_trivially_destructible_v<TypeOfState>);
  luaL_newmetatable(lua, metatable_name(type.name).c_str());
  const int metatable = lua_gettop(lua);
  new (lua_newuserdata(lua, sizeof(TypeOfState))) TypeOfState{type, words, host};
  push_methods(lua, type, words, host);
  lua_pushvalue(lua, metatable);
  const auto set = [&](const char* name, lua_CFunction function) {
    set_metamethod(lua, name, function, metatable + 1, metatable + 2);
  };
  set("__index", read_field);
  set("__newindex", write_field);
  set("__tostring", describe_object);
  if (type.defined_by != nullptr) set("__call", call_object);
  if (type.destroy != nullptr) set("__gc", destroy_at_collection);
  for (const char* field : {type_field, "__metatable"}) {
    lua_pushlstring(lua, type.name.data(), type.name.size());
    lua_setfield(lua, -2, field);
  }
  lua_settop(lua, metatable - 1);
}

void* push_object(lua_State* lua, std::string_view type, std::size_t size) {
  void* object = lua_newuserdata(lua, size);
  lua_getfield(lua, LUA_REGISTRYINDEX, metatable_name(type).c_str());
  lua_setmetatable(lua, -2);
  return object;
}

void* object_at(lua_State* lua, int index, std::string_view type) {
  return object_type_at(lua, index) == type ? lua_touserdata(lua, index) : nullptr;
}

std::string_view object_type_at(lua_State* lua, int index) {
  if (lua_type(lua, index) != LUA_TUSERDATA || lua_getmetatable(lua, index) == 0) return {};
  lua_getfield(lua, -1, type_field);
  // The string is held by the metatable, which the registry holds as long as the state lives.
  const std::string_view name = name_at(lua, -1);
  lua_pop(lua, 2);
  return name;
}

std::string describe_value(lua_State* lua, int index) {
  const std::string_view object = object_type_at(lua, index);
  if (!object.empty()) return (object == "action" ? "an " : "a ") + std::string(object);
  switch (lua_type(lua, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
      return "nil";
    case LUA_TBOOLEAN:
      return lua_toboolean(lua, index) != 0 ? "true" : "false";
    case LUA_TNUMBER:
      lua_pushvalue(lua, index);
      break;
    case LUA_TSTRING: {
      std::string text = lua_tostring(lua, index);
      if (text.size() > 40) text = text.substr(0, 37) + "...";
      return "\"" + text + "\"";
    }
    default:
      return std::string("a ") + luaL_typename(lua, index);
  }
  std::string number = lua_tostring(lua, -1);
  lua_pop(lua, 1);
  return number;
}

}  // namespace tipring::dsl
