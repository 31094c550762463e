// JSON that somebody sends: whatever the bytes, reading them neither crashes nor leaves anything behind, and
// what was read is written as JSON that says the same.

#include "dsl/words/json_values.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace {

struct CloseState {
  void operator()(lua_State* lua) const { lua_close(lua); }
};

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tipring::dsl::json_of;
  using tipring::dsl::push_json;
  static const std::unique_ptr<lua_State, CloseState> state(luaL_newstate());
  lua_State* lua = state.get();
  const auto pushed = push_json(lua, {reinterpret_cast<const char*>(data), size});
  expect(lua_gettop(lua) == (pushed ? 1 : 0));
  if (!pushed) return 0;
  // Arrays that have gaps where null was cannot be written.
  if (const auto written = json_of(lua, 1)) {
    expect(push_json(lua, written.value()).ok());
    const auto again = json_of(lua, 2);
    expect(again && again.value() == written.value());
  }
  lua_settop(lua, 0);
  return 0;
}
