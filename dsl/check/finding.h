#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tipring::dsl {

/// A place in a source text. Lines and columns count from 1; columns count bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(Position, Position) = default;
};

/// What sort of mistake a finding is.
enum class FindingKind : std::uint8_t {
  syntax,             ///< The text is not Lua.
  unknown_global,     ///< A global that neither the language nor the site declares.
  global_assignment,  ///< A global assigned inside a function: globals are frozen once the site is loaded.
  unknown_name,       ///< A literal name of something that does not exist: `dialog "x"`, a sound, a module.
  defined_twice,      ///< Two definitions of one name.
  unknown_member,     ///< A method, attribute, variable or library field that does not exist.
  wrong_use,          ///< A method used as an attribute or the reverse, or something set that cannot be set.
  unknown_option,     ///< A named argument that the word does not know.
  wrong_argument,     ///< A literal argument of the wrong type, one too many, or a required one missing.
  unavailable,        ///< Something of LuaJIT that scripts may not use.
  never_decides,      ///< A rule that never holds, or that another one before it always does too.
  rules_meet,         ///< Two rules that can hold at once where only one may.
  no_way_on,          ///< Rules that leave a contact without a place to go, or lead it round for ever.
  bad_row,            ///< A row of a table that cannot be what it should.
  failed_to_load,     ///< What running the file while the site loads raised.
};
/// Stable word for programs: "unknown-global".
std::string_view to_string(FindingKind kind);

/// One mistake, found without running anything.
struct Finding {
  FindingKind kind = FindingKind::syntax;
  std::string file;  ///< As given to parse(): relative to the site.
  Position position;
  std::string text;        ///< One sentence: what is wrong, what was expected, what may have been meant.
  std::string suggestion;  ///< The nearest valid name alone, for programs; empty when none is near.
};

/// "routing.lua:12:8: unknown global 'quue'; did you mean 'queue'?"
std::string to_string(const Finding& finding);

}  // namespace tipring::dsl
