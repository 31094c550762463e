#include <algorithm>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

// How many bytes a function of Lua's own copies in the time of an instruction, about.
constexpr std::size_t bytes_an_instruction = 16;

// before_bytes(text): what upper, lower and reverse are about to copy.
int before_bytes(lua_State* lua) {
  Sandbox::of(lua).charge(lua, lua_objlen(lua, 1) / bytes_an_instruction);
  return 0;
}

// before_rep(text, times, separator). What is longer than memory can be is left to Lua's own function to
// refuse.
int before_rep(lua_State* lua) {
  const double piece = static_cast<double>(lua_objlen(lua, 1) + lua_objlen(lua, 3));
  const double most = static_cast<double>(Sandbox::of(lua).limits().memory_per_task);
  const double bytes = std::min(piece * std::max(0.0, lua_tonumber(lua, 2)), most);
  Sandbox::of(lua).charge(lua, static_cast<std::uint64_t>(bytes) / bytes_an_instruction);
  return 0;
}

// sub(text, first, last): negative places count from the end.
int sub(lua_State* lua) {
  const std::string_view text = check_text(lua, 1, "sub");
  check_number(lua, 2, "sub");
  const auto size = static_cast<long long>(text.size());
  const long long given_first = check_whole(lua, 2, "sub", 1);
  const long long given_last = check_whole(lua, 3, "sub", -1);
  const long long first = std::max(given_first < 0 ? given_first + size + 1 : given_first, 1LL);
  const long long last = std::min(given_last < 0 ? given_last + size + 1 : given_last, size);
  if (first > last) {
    lua_pushliteral(lua, "");
    return 1;
  }
  const auto length = static_cast<std::size_t>(last - first + 1);
  Sandbox::of(lua).charge(lua, length / bytes_an_instruction);
  lua_pushlstring(lua, text.data() + first - 1, length);
  return 1;
}

}  // namespace

void add_string_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {{"before_bytes", guarded<before_bytes>},
                                    {"before_rep", guarded<before_rep>},
                                    {"sub", guarded<sub>},
                                    {nullptr, nullptr}};
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
