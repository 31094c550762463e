#include <cmath>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

constexpr double largest_whole = 9007199254740992.0;  // 2^53: above, not every whole number is a double.

std::int64_t check_bound(lua_State* lua, int index) {
  const double number = check_number(lua, index, "random");
  if (!(std::fabs(number) <= largest_whole)) raise_bad_argument(lua, index, "random", "number too large");
  return static_cast<std::int64_t>(std::floor(number));
}

int random(lua_State* lua) {
  Chance& chance = Sandbox::of(lua).chance();
  const int arguments = lua_gettop(lua);
  if (arguments == 0) {
    lua_pushnumber(lua, chance.unit());
    return 1;
  }
  if (arguments > 2) raise_mistake(lua, "wrong number of arguments to 'random'");
  const std::int64_t low = arguments == 1 ? 1 : check_bound(lua, 1);
  const std::int64_t high = check_bound(lua, arguments);
  if (low > high) raise_bad_argument(lua, arguments, "random", "interval is empty");
  lua_pushnumber(lua, static_cast<double>(chance.between(low, high)));
  return 1;
}

int randomseed(lua_State* lua) {
  raise_mistake(lua,
                "math.randomseed is not available: chance is the runtime's, so that a run can be repeated; "
                "`tipring test --seed` sets it");
}

}  // namespace

void add_math_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {
      {"random", guarded<random>}, {"randomseed", guarded<randomseed>}, {nullptr, nullptr}};
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
