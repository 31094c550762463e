#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "dsl/binding/word_call.h"
#include "runtime/base/clock.h"

namespace tipring::dsl {

/// A table among the options of a word, `ring = { timeout = "15s" }`. Whatever is wrong with it raises a
/// mistake that begins with the option's name. Lua's stack is as it was after each call. Lives for the call
/// only.
class OptionTable {
 public:
  /// `index` is absolute; `what` names the table: "ring". Raises a mistake for what is no table.
  OptionTable(const WordCall& call, int index, std::string what);

  /// Raises a mistake where it has a field of another name, or an item without one.
  void refuse_others(std::initializer_list<std::string_view> known) const;

  bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;
  /// One of a few texts.
  std::optional<std::string> one_of(std::string_view name, std::initializer_list<std::string_view> known) const;
  std::optional<Duration> duration(std::string_view name) const;
  std::optional<double> number(std::string_view name, double least, double most) const;
  std::optional<int> whole(std::string_view name, int least, int most) const;
  std::optional<bool> boolean(std::string_view name) const;

  /// Reads a field of a type of its own: `read(index, what)`, with `what` naming it, "ring.timeout". Nothing
  /// happens where it is not given.
  template <typename Read>
  void with(std::string_view name, Read read) const {
    if (!push(name)) return;
    read(lua_gettop(lua_), what_ + "." + std::string(name));
    lua_pop(lua_, 1);
  }

  /// "ring.timeout must be a duration, not a table": raised about the value at `index`.
  [[noreturn]] void wrong(std::string_view name, const std::string& wanted, int index) const;

 private:
  /// False, and nothing on the stack, where it is not given.
  bool push(std::string_view name) const;

  const WordCall& call_;
  lua_State* lua_;
  int index_;
  std::string what_;
};

/// A value for messages: a text in quotation marks, a number as it is, "a table".
std::string shown_value(lua_State* lua, int index);

}  // namespace tipring::dsl
