#include <algorithm>
#include <cstring>

#include "dsl/sandbox/library.h"
#include "dsl/sandbox/pattern.h"
#include "dsl/sandbox/sandbox.h"

namespace tipring::dsl {
namespace {

const Pattern& pattern_of(lua_State* lua, std::string_view text, bool anchors = true) {
  if (text.size() > Pattern::longest) {
    raise_mistake(lua, "pattern too long: " + std::to_string(text.size()) + " bytes, at most " +
                           std::to_string(Pattern::longest));
  }
  Sandbox& sandbox = Sandbox::of(lua);
  sandbox.charge(lua, text.size());
  return sandbox.patterns().get(text, anchors);
}

StepBudget steps_of(lua_State* lua) {
  Sandbox& sandbox = Sandbox::of(lua);
  return {.left = std::min(sandbox.limits().pattern_steps, sandbox.budget().left()), .used = 0};
}

// Charges what a search used, and raises what it found wrong. True when it matched.
bool settle(lua_State* lua, PatternMatch::Outcome outcome, const PatternMatch& match, const StepBudget& steps) {
  Sandbox& sandbox = Sandbox::of(lua);
  switch (outcome) {
    case PatternMatch::Outcome::matched:
      sandbox.charge(lua, steps.used);
      return true;
    case PatternMatch::Outcome::no_match:
      sandbox.charge(lua, steps.used);
      return false;
    case PatternMatch::Outcome::mistake:
      raise_mistake(lua, match.mistake());
    case PatternMatch::Outcome::out_of_steps:
      break;
  }
  // Where the slice had less left than a call may use, it is the slice that is over.
  sandbox.charge(lua, std::min(sandbox.limits().pattern_steps, sandbox.budget().left() + 1));
  raise_mistake(lua, "pattern too complex: it takes more than " +
                         std::to_string(sandbox.limits().pattern_steps) + " steps");
}

void push_capture(lua_State* lua, std::string_view subject, const PatternMatch& match, std::size_t index) {
  using State = PatternMatch::Capture::State;
  if (index >= match.capture_count()) {
    if (index > 0) raise_mistake(lua, "invalid capture index");
    lua_pushlstring(lua, subject.data() + match.begin(), match.end() - match.begin());
    return;
  }
  const PatternMatch::Capture& capture = match.capture(index);
  switch (capture.state) {
    case State::open:
      raise_mistake(lua, "unfinished capture");
    case State::position:
      lua_pushnumber(lua, static_cast<double>(capture.begin) + 1);
      break;
    case State::closed:
      lua_pushlstring(lua, subject.data() + capture.begin, capture.length);
      break;
  }
}

// All captures, or the whole match where the pattern has none and `whole` asks for it.
int push_captures(lua_State* lua, std::string_view subject, const PatternMatch& match, bool whole) {
  const std::size_t count = match.capture_count() == 0 && whole ? 1 : match.capture_count();
  luaL_checkstack(lua, static_cast<int>(count), "too many captures");
  for (std::size_t index = 0; index < count; ++index)
    push_capture(lua, subject, match, index);
  return static_cast<int>(count);
}

// Where a search begins: 1 is the first byte, negative counts from the end; never outside of the subject.
std::size_t begin_of_search(lua_State* lua, std::size_t size, const char* function) {
  const long long given = check_whole(lua, 3, function, 1);
  const auto length = static_cast<long long>(size);
  const long long begin = given < 0 ? given + length : given - 1;
  return static_cast<std::size_t>(std::clamp(begin, 0LL, length));
}

int find_plain(lua_State* lua, std::string_view subject, std::string_view text, std::size_t begin) {
  // memmem takes linear time whatever the text is.
  Sandbox::of(lua).charge(lua, (subject.size() - begin + text.size()) / 16);
  const void* found = memmem(subject.data() + begin, subject.size() - begin, text.data(), text.size());
  if (found == nullptr) {
    lua_pushnil(lua);
    return 1;
  }
  const auto at = static_cast<const char*>(found) - subject.data();
  lua_pushnumber(lua, static_cast<double>(at) + 1);
  lua_pushnumber(lua, static_cast<double>(at) + static_cast<double>(text.size()));
  return 2;
}

int search(lua_State* lua, const char* function, bool find) {
  const std::string_view subject = check_text(lua, 1, function);
  const std::string_view text = check_text(lua, 2, function);
  const std::size_t begin = begin_of_search(lua, subject.size(), function);
  if (find && (lua_toboolean(lua, 4) != 0 || Pattern::is_plain(text)))
    return find_plain(lua, subject, text, begin);
  StepBudget steps = steps_of(lua);
  PatternMatch match(pattern_of(lua, text), subject, steps);
  if (!settle(lua, match.search(begin), match, steps)) {
    lua_pushnil(lua);
    return 1;
  }
  if (!find) return push_captures(lua, subject, match, true);
  lua_pushnumber(lua, static_cast<double>(match.begin()) + 1);
  lua_pushnumber(lua, static_cast<double>(match.end()));
  return 2 + push_captures(lua, subject, match, false);
}

int find(lua_State* lua) {
  return search(lua, "find", true);
}
int match(lua_State* lua) {
  return search(lua, "match", false);
}

// The iterator of gmatch. Upvalues: subject, pattern, where to go on.
int next_match(lua_State* lua) {
  const std::string_view subject = check_text(lua, lua_upvalueindex(1), "gmatch");
  const std::string_view text = check_text(lua, lua_upvalueindex(2), "gmatch");
  const auto begin = static_cast<std::size_t>(lua_tonumber(lua, lua_upvalueindex(3)));
  if (begin > subject.size()) return 0;
  StepBudget steps = steps_of(lua);
  // An anchor would end the walk at its first step: `^` stands for itself here.
  PatternMatch match(pattern_of(lua, text, false), subject, steps);
  const bool found = settle(lua, match.search(begin), match, steps);
  const std::size_t next = !found                         ? subject.size() + 1
                           : match.end() == match.begin() ? match.end() + 1
                                                          : match.end();
  lua_pushnumber(lua, static_cast<double>(next));
  lua_replace(lua, lua_upvalueindex(3));
  return found ? push_captures(lua, subject, match, true) : 0;
}

int gmatch(lua_State* lua) {
  check_text(lua, 1, "gmatch");
  check_text(lua, 2, "gmatch");
  lua_settop(lua, 2);
  lua_pushnumber(lua, 0);
  lua_pushcclosure(lua, guarded<next_match>, 3);
  return 1;
}

// gsub_arguments(subject, pattern, replacement, most): the subject as text and the most replacements, for the
// part of gsub that calls functions.
int gsub_arguments(lua_State* lua) {
  const std::string_view subject = check_text(lua, 1, "gsub");
  const std::string_view text = check_text(lua, 2, "gsub");
  const int most =
      check_whole(lua, 4, "gsub", static_cast<int>(std::min<std::size_t>(subject.size() + 1, 1 << 30)));
  lua_pushlstring(lua, subject.data(), subject.size());
  lua_pushnumber(lua, most);
  lua_pushboolean(lua, text.starts_with('^') ? 1 : 0);
  return 3;
}

// match_from(subject, pattern, from): begin and end of the first match, counted from 0, and its captures;
// nothing when there is none.
int match_from(lua_State* lua) {
  const std::string_view subject = check_text(lua, 1, "gsub");
  const std::string_view text = check_text(lua, 2, "gsub");
  StepBudget steps = steps_of(lua);
  PatternMatch match(pattern_of(lua, text), subject, steps);
  if (!settle(lua, match.search(static_cast<std::size_t>(lua_tonumber(lua, 3))), match, steps)) return 0;
  lua_pushnumber(lua, static_cast<double>(match.begin()));
  lua_pushnumber(lua, static_cast<double>(match.end()));
  if (lua_toboolean(lua, 4) == 0) return 2 + push_captures(lua, subject, match, true);
  push_capture(lua, subject, match, 0);
  return 3;
}

// replacement_text(value, original): what a function or table gave for a match.
int replacement_text(lua_State* lua) {
  if (lua_toboolean(lua, 1) == 0) {
    lua_settop(lua, 2);
    return 1;
  }
  if (lua_isstring(lua, 1) == 0) {
    raise_mistake(lua, std::string("invalid replacement value (a ") + luaL_typename(lua, 1) + ")");
  }
  lua_settop(lua, 1);
  return 1;
}

// Adds a replacement in which %0 to %9 stand for the match and its captures.
void add_replacement(lua_State* lua, std::string& result, std::string_view replacement,
                     std::string_view subject, const PatternMatch& match) {
  for (std::size_t at = 0; at < replacement.size(); ++at) {
    if (replacement[at] != '%') {
      result += replacement[at];
      continue;
    }
    ++at;
    const char letter = at < replacement.size() ? replacement[at] : '\0';
    if (letter < '0' || letter > '9') {
      result += letter;
    } else if (letter == '0') {
      result += subject.substr(match.begin(), match.end() - match.begin());
    } else {
      push_capture(lua, subject, match, static_cast<std::size_t>(letter - '1'));
      std::size_t size = 0;
      const char* bytes = lua_tolstring(lua, -1, &size);
      result.append(bytes, size);
      lua_pop(lua, 1);
    }
  }
}

// The result is ours until it is a Lua string: it may not grow beyond what the task could hold.
void check_result_size(lua_State* lua, std::size_t size) {
  const std::size_t most = Sandbox::of(lua).limits().memory_per_task;
  if (size > most) raise_mistake(lua, "the result of gsub is longer than " + std::to_string(most) + " bytes");
}

// gsub(subject, pattern, text, most)
int gsub_text(lua_State* lua) {
  const std::string_view subject = check_text(lua, 1, "gsub");
  const std::string_view text = check_text(lua, 2, "gsub");
  if (lua_isstring(lua, 3) == 0) raise_bad_type(lua, 3, "gsub", "string, function or table");
  const std::string_view replacement = check_text(lua, 3, "gsub");
  const auto all = static_cast<int>(std::min<std::size_t>(subject.size() + 1, 1 << 30));
  const int most = check_whole(lua, 4, "gsub", all);
  const Pattern& pattern = pattern_of(lua, text);
  StepBudget steps = steps_of(lua);
  std::string result;
  std::size_t at = 0;
  int count = 0;
  while (count < most) {
    PatternMatch match(pattern, subject, steps);
    // Each search is settled at the end; only what raises is settled at once.
    const PatternMatch::Outcome outcome = match.search(at);
    if (outcome == PatternMatch::Outcome::no_match) break;
    if (outcome != PatternMatch::Outcome::matched) settle(lua, outcome, match, steps);
    ++count;
    result += subject.substr(at, match.begin() - at);
    add_replacement(lua, result, replacement, subject, match);
    check_result_size(lua, result.size());
    at = match.end();
    const bool empty = match.end() == match.begin();
    if (empty && at < subject.size()) {
      result += subject[at++];
    } else if (empty) {
      break;
    }
    if (pattern.anchored()) break;
  }
  result += subject.substr(at);
  check_result_size(lua, result.size());
  Sandbox::of(lua).charge(lua, steps.used + result.size() / 16);
  lua_pushlstring(lua, result.data(), result.size());
  lua_pushnumber(lua, count);
  return 2;
}

}  // namespace

void add_pattern_functions(lua_State* lua) {
  constexpr luaL_Reg functions[] = {
      {"find", guarded<find>},
      {"match", guarded<match>},
      {"gmatch", guarded<gmatch>},
      {"gsub_text", guarded<gsub_text>},
      {"gsub_arguments", guarded<gsub_arguments>},
      {"match_from", guarded<match_from>},
      {"replacement_text", guarded<replacement_text>},
      {nullptr, nullptr},
  };
  luaL_register(lua, nullptr, functions);
}

}  // namespace tipring::dsl
