#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "runtime/base/result.h"

namespace tipring::dsl {

/// How much JSON there may be in one text, either way: what is beyond is no answer of a business system, and
/// would hold up everybody.
struct JsonLimits {
  static constexpr std::size_t bytes = 1U << 20U;
  static constexpr std::size_t values = 50'000;
  static constexpr int depth = 64;
};

/// The value at a stack index as JSON (RFC 8259) on one line. A table with the keys 1 to n is an array, any
/// other an object whose keys are texts, written in the order of their bytes; one that is empty is an object.
/// db.null is null. Whole numbers are written as such; bytes that are no UTF-8 become U+FFFD. Fails with
/// "bad-json" for what has no JSON: functions and objects, numbers that are none, tables that are neither or
/// too deep.
Result<std::string> json_of(lua_State* lua, int index);

/// Pushes what a text of JSON says: one value. Null is nil, so that a field that is null is absent; in an array
/// it leaves its place empty. Whole numbers that a number of Lua's cannot hold are texts. Fails with
/// "bad-json", and pushes nothing. May raise Lua errors for want of memory.
Result<void> push_json(lua_State* lua, std::string_view text);

}  // namespace tipring::dsl
