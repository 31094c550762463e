#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <lua.hpp>

#include "dsl/binding/word.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::dsl {

/// One use of a word by a script, its arguments already checked against the descriptor. Lives for the call
/// only.
class WordCall {
 public:
  WordCall(lua_State* lua, const Word& word, void* host);

  lua_State* lua() const { return lua_; }
  const Word& word() const { return word_; }

  /// What register_words() was given.
  template <typename Host>
  Host& host() const {
    return *static_cast<Host*>(host_);
  }

  /// Index on the Lua stack of the object a method was called on.
  int self() const { return 1; }

  /// Whether the argument or option was given (and is not nil).
  bool has(std::string_view name) const { return index_of(name) != 0; }

  /// Stack index of an argument or option; 0 when it was not given.
  int index_of(std::string_view name) const;

  /// Arguments taken by a parameter that repeats: first stack index and count.
  std::pair<int, int> repeated() const { return {repeated_first_, repeated_count_}; }

  // Values by the name of their parameter, which must be of that type; the fallback where it was not given.
  std::string text(std::string_view name, std::string_view fallback = {}) const;
  std::int64_t whole(std::string_view name, std::int64_t fallback) const;
  bool boolean(std::string_view name, bool fallback) const;
  Duration duration(std::string_view name, Duration fallback) const;
  std::optional<Duration> duration(std::string_view name) const;
  /// From and to, both included.
  std::pair<int, int> range(std::string_view name, std::pair<int, int> fallback) const;

  /// Raises a mistake in the script: "file:line: call:gather: <text>".
  [[noreturn]] void mistake(const std::string& text) const;

  /// Pushes `nil, err` for an expected failure. Returns 2.
  int fail(const Error& error) const;

 private:
  friend class ArgumentCheck;
  lua_State* lua_;
  const Word& word_;
  void* host_;
  std::vector<int> positions_;  // Stack index of each parameter, then of each option; 0 where not given.
  int repeated_first_ = 0;
  int repeated_count_ = 0;
};

/// Reads "1h", "1m30s", "300ms", "2.5s". Nothing when it is not a duration or is longer than 10,000 hours.
std::optional<Duration> parse_duration(std::string_view text);

/// "1m30s", the shortest way to write a duration.
std::string format_duration(Duration duration);

/// Reads "4" or "6-12". Nothing when it is not a range of whole numbers from 0 to 1000 in order.
std::optional<std::pair<int, int>> parse_range(std::string_view text);

}  // namespace tipring::dsl
