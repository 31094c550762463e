#include <algorithm>
#include <cstdint>
#include <utility>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/read_only.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

int length_of(lua_State* lua, int index) {
  return static_cast<int>(lua_objlen(lua, index));
}

// table.insert(list, [place,] value). A place outside of 1 to #list + 1 is a mistake: Lua 5.1 would walk there.
int insert(lua_State* lua) {
  check_table(lua, 1, "insert");
  refuse_read_only(lua, 1);
  const int end = length_of(lua, 1) + 1;
  const int arguments = lua_gettop(lua);
  if (arguments != 2 && arguments != 3) raise_mistake(lua, "wrong number of arguments to 'insert'");
  int place = end;
  if (arguments == 3) {
    check_number(lua, 2, "insert");
    place = check_whole(lua, 2, "insert", end);
    if (place < 1 || place > end) {
      raise_bad_argument(lua, 2, "insert",
                         "place " + std::to_string(place) + " is outside of 1 to " + std::to_string(end));
    }
    Sandbox::of(lua).charge(lua, static_cast<std::uint64_t>(end - place));
    for (int index = end; index > place; --index) {
      lua_rawgeti(lua, 1, index - 1);
      lua_rawseti(lua, 1, index);
    }
  }
  lua_rawseti(lua, 1, place);
  return 0;
}

// before_concat(table): concatenation looks at every element.
int before_concat(lua_State* lua) {
  if (lua_istable(lua, 1)) Sandbox::of(lua).charge(lua, lua_objlen(lua, 1));
  return 0;
}

int largest_index(lua_State* lua) {
  check_table(lua, 1, "maxn");
  lua_settop(lua, 1);
  push_viewed(lua, 1);
  double largest = 0;
  std::uint64_t seen = 0;
  lua_pushnil(lua);
  while (lua_next(lua, 2) != 0) {
    lua_pop(lua, 1);
    ++seen;
    if (lua_type(lua, -1) == LUA_TNUMBER) largest = std::max(largest, lua_tonumber(lua, -1));
  }
  Sandbox::of(lua).charge(lua, seen);
  lua_pushnumber(lua, largest);
  return 1;
}

// A stable merge sort: it cannot be led into quadratic time, and a comparison that contradicts itself does no
// more than spoil the order. Stack: 1 the list, 2 the comparison or nil, 3 and 4 the lists merged from and
// into.
class Sorter {
 public:
  explicit Sorter(lua_State* lua) : lua_(lua), sandbox_(Sandbox::of(lua)), size_(length_of(lua, 1)) {}

  void sort() {
    lua_createtable(lua_, size_, 0);
    lua_createtable(lua_, size_, 0);
    copy(1, 3);
    for (std::int64_t width = 1; width < size_; width *= 2) {
      sandbox_.charge(lua_, static_cast<std::uint64_t>(size_));
      for (std::int64_t begin = 1; begin <= size_; begin += 2 * width)
        merge(begin, std::min<std::int64_t>(begin + width, size_ + 1),
              std::min<std::int64_t>(begin + 2 * width, size_ + 1));
      std::swap(from_, into_);
    }
    // Only now: an error in the comparison leaves the list as it was.
    copy(from_, 1);
  }

 private:
  void copy(int from, int into) {
    for (int index = 1; index <= size_; ++index) {
      lua_rawgeti(lua_, from, index);
      lua_rawseti(lua_, into, index);
    }
  }

  void merge(std::int64_t left, std::int64_t middle, std::int64_t end) {
    std::int64_t right = middle;
    for (std::int64_t place = left; place < end; ++place) {
      const bool take_right = right < end && (left >= middle || is_before(right, left));
      std::int64_t& taken = take_right ? right : left;
      lua_rawgeti(lua_, from_, static_cast<int>(taken++));
      lua_rawseti(lua_, into_, static_cast<int>(place));
    }
  }

  bool is_before(std::int64_t first, std::int64_t second) {
    const bool compares = !lua_isnil(lua_, 2);
    if (compares) lua_pushvalue(lua_, 2);
    lua_rawgeti(lua_, from_, static_cast<int>(first));
    lua_rawgeti(lua_, from_, static_cast<int>(second));
    if (compares) {
      lua_call(lua_, 2, 1);
    } else {
      check_comparable();
      lua_pushboolean(lua_, lua_lessthan(lua_, -2, -1));
    }
    const bool before = lua_toboolean(lua_, -1) != 0;
    lua_settop(lua_, 4);
    return before;
  }

  void check_comparable() {
    const int first = lua_type(lua_, -2);
    const int second = lua_type(lua_, -1);
    if (first == second && (first == LUA_TNUMBER || first == LUA_TSTRING)) return;
    if (luaL_getmetafield(lua_, -1, "__lt") != 0) {
      lua_pop(lua_, 1);
      return;
    }
    raise_mistake(lua_, std::string("table.sort cannot compare ") + lua_typename(lua_, first) + " with " +
                            lua_typename(lua_, second));
  }

  lua_State* lua_;
  Sandbox& sandbox_;
  int size_;
  int from_ = 3;
  int into_ = 4;
};

int sort(lua_State* lua) {
  check_table(lua, 1, "sort");
  if (!lua_isnoneornil(lua, 2) && !lua_isfunction(lua, 2)) raise_bad_type(lua, 2, "sort", "function");
  refuse_read_only(lua, 1);
  lua_settop(lua, 2);
  luaL_checkstack(lua, 8, "sort");
  const NestedCall nested(lua, Sandbox::of(lua).budget());
  Sorter(lua).sort();
  return 0;
}

}  // namespace

void add_table_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {
      {"insert", guarded<insert>},      {"sort", guarded<sort>}, {"before_concat", guarded<before_concat>},
      {"maxn", guarded<largest_index>}, {nullptr, nullptr},
  };
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
