#pragma once

#include <string_view>

namespace tipring::dsl {

/// The part of the sandbox's library that is written in Lua, so that what scripts pass in may wait: a chunk
/// that takes the functions made in C++ and Lua's own and returns the globals and libraries made of them.
extern const std::string_view prelude_text;

/// The name of that chunk as the debug interface tells it: messages and call stacks pass its frames over.
inline constexpr std::string_view prelude_source = "=[tipring]";

}  // namespace tipring::dsl
