#include "dsl/words/rule_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/conditions.h"
#include "dsl/words/host.h"
#include "dsl/words/places_to_go.h"
#include "dsl/words/position.h"
#include "dsl/words/skill_tables.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

constexpr std::array<std::string_view, 7> outcome_fields{"go",        "priority", "needs", "set",
                                                         "treatment", "note",     "when"};

// Reads one set of rules. Lua's stack is as it was after each step.
class RuleTableReader {
 public:
  RuleTableReader(const WordCall& call, std::string name) : call_(call), lua_(call.lua()) {
    result_.rules.name = std::move(name);
    result_.position = position_of_caller(lua_);
    result_.rules.file = result_.position.file;
    result_.rules.line = result_.position.line;
  }

  ReadRules read(int table) {
    attempt(table, &RuleTableReader::refuse_unknown_of_set);
    // What further rules lack depends on it.
    if (!attempt(table, &RuleTableReader::read_policy)) result_.rules.policy = HitPolicy::collect;
    const int count = static_cast<int>(lua_objlen(lua_, table));
    attempt(table, &RuleTableReader::read_from);
    for (item_ = 1; item_ <= count; ++item_) {
      rule_ = {};
      lua_rawgeti(lua_, table, item_);
      // What a rule lacks it may have under a name that is not known.
      if (attempt(lua_gettop(lua_), &RuleTableReader::read_name) &&
          attempt(lua_gettop(lua_), &RuleTableReader::refuse_unknown_of_rule)) {
        attempt(lua_gettop(lua_), &RuleTableReader::read_when);
        attempt(lua_gettop(lua_), &RuleTableReader::read_outcome);
      }
      result_.rules.rules.push_back(std::move(rule_));
      lua_pop(lua_, 1);
    }
    rule_ = {};
    attempt(table, &RuleTableReader::read_otherwise);
    for (const RulePredicate& predicate : result_.predicates)
      result_.rules.predicate_names.push_back(predicate.name);
    return {std::move(result_), std::move(mistakes_)};
  }

 private:
  using Step = void (RuleTableReader::*)(int table);
  struct Attempt {
    RuleTableReader& reader;
    Step step;
  };

  static int run_attempt(lua_State* lua) {
    const auto& attempt = *static_cast<const Attempt*>(lua_touserdata(lua, 2));
    (attempt.reader.*attempt.step)(1);
    return 0;
  }

  // Whether a step raised no mistake. One that it raises is kept: those behind it are told as well.
  bool attempt(int table, Step step) {
    Attempt attempt{*this, step};
    lua_pushcfunction(lua_, run_attempt);
    lua_pushvalue(lua_, table);
    lua_pushlightuserdata(lua_, &attempt);
    if (lua_pcall(lua_, 2, 0, 0) == 0) return true;
    std::size_t size = 0;
    const char* text = lua_type(lua_, -1) == LUA_TSTRING ? lua_tolstring(lua_, -1, &size) : nullptr;
    // Whatever else ends a script ends it here too.
    if (text == nullptr || !begins_with_position({text, size})) lua_error(lua_);
    const auto same = std::ranges::count(result_.rules.rules, rule_.name, &Rule::name);
    mistakes_.push_back({.text = std::string(text, size),
                         .is_one_of_several = true,
                         .rule = rule_.name,
                         .place = static_cast<int>(same) + 1});
    lua_pop(lua_, 1);
    return false;
  }

  void refuse_unknown_of_set(int table) {
    refuse_unknown(
        table, {},
        [&](std::string_view field) { return field == "otherwise" || field == "policy" || field == "from"; },
        "otherwise, policy and from");
  }

  [[noreturn]] void wrong(const std::string& rule, const std::string& text) const {
    const std::string set = "\"" + result_.rules.name + "\": ";
    call_.mistake(set + (rule.empty() ? "" : "rule \"" + rule + "\": ") + text);
  }

  // Fields by name are few; items by number are the rules, or a rule's name.
  template <typename Known>
  void refuse_unknown(int table, const std::string& rule, Known known, const std::string& those) const {
    std::vector<std::string> unknown;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      if (lua_type(lua_, -2) == LUA_TSTRING && !known(std::string_view(lua_tostring(lua_, -2))))
        unknown.emplace_back(lua_tostring(lua_, -2));
      lua_pop(lua_, 1);
    }
    if (unknown.empty()) return;
    const std::string& first = *std::ranges::min_element(unknown);
    wrong(rule, "there is no field '" + first + "'; there are " + those +
                    did_you_mean(nearest(first, outcome_fields)));
  }

  void read_policy(int table) {
    lua_getfield(lua_, table, "policy");
    if (!lua_isnil(lua_, -1)) {
      const auto policy = parse_hit_policy(lua_type(lua_, -1) == LUA_TSTRING ? lua_tostring(lua_, -1) : "");
      if (!policy) wrong({}, R"(policy must be "first", "priority", "unique" or "collect", not )" + shown(-1));
      result_.rules.policy = *policy;
    }
    lua_pop(lua_, 1);
  }

  void read_from(int table) {
    lua_getfield(lua_, table, "from");
    if (!lua_isnil(lua_, -1)) {
      const auto* from = object_at<StoreTableObject>(lua_, -1, "table of the store");
      if (from == nullptr) wrong({}, R"(from must be db.table "name", not )" + shown(-1));
      if (lua_objlen(lua_, table) > 0)
        wrong({}, "has rules of its own and from a table: put one of them in a rule set of its own");
      result_.table = from->name;
    }
    lua_pop(lua_, 1);
  }

  std::string shown(int index) const {
    return lua_type(lua_, index) == LUA_TSTRING ? "\"" + std::string(lua_tostring(lua_, index)) + "\""
                                                : describe_value(lua_, index);
  }

  void read_name(int index) {
    const std::string place = "rule " + std::to_string(item_);
    if (lua_type(lua_, index) != LUA_TTABLE)
      wrong({}, place + " is " + describe_value(lua_, index) + R"(, not { "name", when = …, go = … })");
    lua_rawgeti(lua_, index, 1);
    if (lua_type(lua_, -1) != LUA_TSTRING)
      wrong({}, place + R"( has no name: it begins with a text, { "gold customer", when = …, go = … })");
    rule_.name = lua_tostring(lua_, -1);
    rule_.file = result_.rules.file;
    rule_.line = result_.rules.line;
    lua_pop(lua_, 1);
    const auto same = std::ranges::find(result_.rules.rules, rule_.name, &Rule::name);
    if (same != result_.rules.rules.end())
      wrong(rule_.name, "stands twice, as rule " + std::to_string(same - result_.rules.rules.begin() + 1) +
                            " and as rule " + std::to_string(item_));
  }

  void refuse_unknown_of_rule(int index) {
    refuse_unknown(
        index, rule_.name,
        [](std::string_view field) { return std::ranges::find(outcome_fields, field) != outcome_fields.end(); },
        "when, go, priority, needs, set, treatment and note");
  }

  void read_outcome(int index) {
    rule_.outcome = outcome_at(index, rule_.name);
    if (!rule_.outcome.go && result_.rules.policy != HitPolicy::collect)
      wrong(rule_.name, "has no go: it must say where the contact goes, as go = dialog \"name\"");
  }

  void read_when(int index) {
    lua_getfield(lua_, index, "when");
    if (lua_isnil(lua_, -1)) wrong(rule_.name, "has no when: to hold for every contact say when = always");
    const ConditionObject condition = condition_at(
        call_, lua_gettop(lua_), "\"" + result_.rules.name + "\": rule \"" + rule_.name + "\": when");
    rule_.when = adopt(condition, result_.rules, result_.predicates);
    lua_pop(lua_, 1);
  }

  Outcome outcome_at(int index, const std::string& rule) {
    Outcome outcome;
    lua_getfield(lua_, index, "go");
    if (!lua_isnil(lua_, -1)) outcome.go = go_at(lua_gettop(lua_), rule);
    lua_getfield(lua_, index, "priority");
    if (!lua_isnil(lua_, -1)) {
      if (lua_type(lua_, -1) != LUA_TNUMBER) wrong(rule, "priority must be a number, not " + shown(-1));
      outcome.priority = lua_tonumber(lua_, -1);
      outcome.has_priority = true;
    }
    lua_getfield(lua_, index, "note");
    if (!lua_isnil(lua_, -1)) {
      if (lua_type(lua_, -1) != LUA_TSTRING) wrong(rule, "note must be a text, not " + shown(-1));
      outcome.note = lua_tostring(lua_, -1);
    }
    lua_getfield(lua_, index, "set");
    if (!lua_isnil(lua_, -1)) read_set(rule, outcome);
    lua_getfield(lua_, index, "needs");
    if (!lua_isnil(lua_, -1)) read_needs(rule, outcome);
    lua_getfield(lua_, index, "treatment");
    if (!lua_isnil(lua_, -1)) read_treatment(rule, outcome);
    lua_pop(lua_, 6);
    return outcome;
  }

  Action go_at(int index, const std::string& rule) {
    return place_to_go_at(call_, index, "\"" + result_.rules.name + "\": rule \"" + rule + "\": go");
  }

  // `set` on top of the stack.
  void read_set(const std::string& rule, Outcome& outcome) {
    if (lua_type(lua_, -1) != LUA_TTABLE) wrong(rule, "set must be { variable = value }, not " + shown(-1));
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      if (lua_type(lua_, -2) != LUA_TSTRING) wrong(rule, "set must be { variable = value }");
      const std::string name = lua_tostring(lua_, -2);
      auto value = constant_at(lua_, lua_gettop(lua_));
      if (!value) wrong(rule, "set: " + name + " cannot be " + shown(-1));
      outcome.set.emplace(name, std::move(*value));
      lua_pop(lua_, 1);
    }
  }

  // `needs` on top of the stack.
  void read_needs(const std::string& rule, Outcome& outcome) {
    const std::string what = "\"" + result_.rules.name + "\": rule \"" + rule + "\": needs";
    for (const Need& need : needs_at(call_, lua_gettop(lua_), what))
      outcome.needs.emplace(need.skill, need.least);
  }

  // `treatment` on top of the stack.
  void read_treatment(const std::string& rule, Outcome& outcome) {
    const std::string expected =
        "treatment must be { audio = \"sound\", promotion = \"sound\" }, or one of these";
    if (lua_type(lua_, -1) != LUA_TTABLE) wrong(rule, expected + ", not " + shown(-1));
    lua_pushnil(lua_);
    while (lua_next(lua_, -2) != 0) {
      if (lua_type(lua_, -2) != LUA_TSTRING || lua_type(lua_, -1) != LUA_TSTRING) wrong(rule, expected);
      const std::string what = lua_tostring(lua_, -2);
      const std::string sound = lua_tostring(lua_, -1);
      if (what != "audio" && what != "promotion") wrong(rule, expected + "; it knows no '" + what + "'");
      if (auto found = call_.host<Host>().sounds.find(sound); !found)
        wrong(rule, "treatment: " + what + ": " + found.error().text);
      outcome.treatment.emplace(what, sound);
      lua_pop(lua_, 1);
    }
  }

  void read_otherwise(int table) {
    lua_getfield(lua_, table, "otherwise");
    if (!lua_isnil(lua_, -1)) {
      const int index = lua_gettop(lua_);
      const std::string name = "otherwise";
      if (lua_type(lua_, index) == LUA_TTABLE) {
        refuse_unknown(
            index, name,
            [](std::string_view field) {
              return field != "when" && std::ranges::find(outcome_fields, field) != outcome_fields.end();
            },
            "go, priority, needs, set, treatment and note");
        result_.rules.otherwise = outcome_at(index, name);
        if (!result_.rules.otherwise->go) wrong(name, "has no go: it must say where the contact goes");
      } else {
        result_.rules.otherwise = Outcome{.go = go_at(index, name)};
      }
    }
    lua_pop(lua_, 1);
    if (!result_.table.empty() && !result_.rules.otherwise)
      wrong({}, "needs otherwise: the table may be empty, or the store away");
  }

  const WordCall& call_;
  lua_State* lua_;
  RulesDefinition result_;
  std::vector<LoadMistake> mistakes_;
  Rule rule_;     // The one that is read, which stands
  int item_ = 0;  // there.
};

}  // namespace

ReadRules rules_at(const WordCall& call, int table, const std::string& name) {
  return RuleTableReader(call, name).read(table);
}

}  // namespace tipring::dsl
