#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "dsl/check/finding.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// Parses one file: accepts what LuaJIT's own loader accepts, apart from what only shows when code is generated
/// (a function with too many temporaries, constants or too long jumps) and files larger than 16 MB. Compiled
/// Lua is refused. Never recurses deeper than some 200 levels whatever the text. `file` is for messages. Gives
/// the first error as a finding of the kind `syntax`.
std::variant<Chunk, Finding> parse(std::string file, std::string_view text);

}  // namespace tipring::dsl
