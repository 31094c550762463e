#pragma once

#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <lua.hpp>

#include "dsl/binding/word.h"

namespace tipring::dsl {

/// Makes words available in a Lua state: globals, which may have the name of a library that can then be called,
/// fields of libraries, methods and attributes of object types. `words` and `host` must outlive the state.
/// Raises no Lua errors but for want of memory; call it unprotected only on a fresh state.
void register_words(lua_State* lua, std::span<const Word> words, void* host);

/// Takes the mistake of a word that defines something while a site loads; `text` is as raise_mistake() makes
/// it, and what a definition was called on stands at index 1. False: it is raised, and ends the script.
using TakeMistake = bool (*)(lua_State* lua, const Word& word, std::string_view text, void* host);

/// Has the mistakes of words whose place is `loading` taken, so that a script goes on and those behind the
/// first are told as well. On a fresh state, before scripts run.
void take_mistakes(lua_State* lua, TakeMistake take);

/// What an object type does beside its words.
struct ObjectType {
  std::string_view name{};  ///< "call"
  /// For a name that is no word of the type: pushes its value and returns true, or returns false.
  bool (*read)(lua_State* lua, int self, std::string_view name, void* host) = nullptr;
  /// Sets what stands at `value`; false when there is nothing of that name to set.
  bool (*write)(lua_State* lua, int self, std::string_view name, int value, void* host) = nullptr;
  /// "call 1-3": what tostring gives.
  std::string (*describe)(lua_State* lua, int self) = nullptr;
  /// The object may stand for a name that a call defines, `phone "100" { … }`: the name of the word of kind
  /// `definition` that does. Raises a mistake for an object that stands for none.
  std::string_view (*defined_by)(lua_State* lua, int self) = nullptr;
  /// Ends the life of what push_object() made room for; for objects that are not plain data.
  void (*destroy)(void* object) = nullptr;
};

/// Gives an object type its metatable, with the words registered under its name. Call after register_words().
void register_type(lua_State* lua, const ObjectType& type, std::span<const Word> words, void* host);

/// Pushes a new object of a registered type: room of `size` bytes, aligned for any type.
void* push_object(lua_State* lua, std::string_view type, std::size_t size);

/// Pushes an object that holds `value`. Unless it is plain data, the type's `destroy` must be
/// destroy_object<Value>.
template <typename Value>
void push_object(lua_State* lua, std::string_view type, Value value) {
  new (push_object(lua, type, sizeof(Value))) Value(std::move(value));
}

template <typename Value>
void destroy_object(void* object) {
  static_cast<Value*>(object)->~Value();
}

/// Null when the value at `index` is no object of that type.
void* object_at(lua_State* lua, int index, std::string_view type);

template <typename Value>
const Value* object_at(lua_State* lua, int index, std::string_view type) {
  return static_cast<const Value*>(object_at(lua, index, type));
}

/// The registered type's name of the object at `index`; empty for anything else.
std::string_view object_type_at(lua_State* lua, int index);

/// What the value at `index` is, for messages: "a number", "nil", "a call".
std::string describe_value(lua_State* lua, int index);

}  // namespace tipring::dsl
