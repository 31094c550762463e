#include "dsl/words/conditions.h"

#include <algorithm>
#include <map>
#include <optional>

#include "dsl/binding/registry.h"
#include "dsl/words/variable_types.h"

namespace tipring::dsl {
namespace {

// Reads one `when`. Lua's stack is as it was after each step.
class ConditionReader {
 public:
  ConditionReader(const WordCall& call, std::string what)
      : call_(call), lua_(call.lua()), what_(std::move(what)) {}

  ConditionObject read(int index) {
    if (const auto* object = object_at<ConditionObject>(lua_, index, "condition")) return *object;
    const std::vector<ConditionObject> parts = read_parts(index);
    return parts.size() == 1 ? parts.front() : combine(Condition::Kind::all, parts);
  }

  // What a table asks, each by itself.
  std::vector<ConditionObject> read_parts(int index) {
    if (lua_type(lua_, index) != LUA_TTABLE)
      wrong("takes conditions, { caller = \"…\" } or always, not " + describe_value(lua_, index));
    std::vector<ConditionObject> parts;
    read_fields(index, {}, parts);
    if (parts.empty()) wrong("is empty: to hold for every contact say always");
    return parts;
  }

 private:
  [[noreturn]] void wrong(const std::string& text) const { call_.mistake(what_ + " " + text); }

  // Positional items are conditions; fields ask for attributes. In the order of their names, as the order of a
  // table's fields is not defined and that of reasons must be.
  void read_fields(int table, const std::string& prefix, std::vector<ConditionObject>& parts) {
    luaL_checkstack(lua_, 8, "conditions are too deep");
    std::vector<std::string> names;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      if (lua_type(lua_, -2) == LUA_TSTRING) names.emplace_back(lua_tostring(lua_, -2));
      if (lua_type(lua_, -2) == LUA_TNUMBER && !prefix.empty())
        wrong(prefix.substr(0, prefix.size() - 1) + " mixes fields and values");
      lua_pop(lua_, 1);
    }
    std::ranges::sort(names);
    for (int item = 1; prefix.empty() && item <= static_cast<int>(lua_objlen(lua_, table)); ++item) {
      lua_rawgeti(lua_, table, item);
      parts.push_back(read_item(item));
      lua_pop(lua_, 1);
    }
    for (const std::string& name : names) {
      lua_getfield(lua_, table, name.c_str());
      read_field(prefix + name, parts);
      lua_pop(lua_, 1);
    }
  }

  ConditionObject read_item(int item) {
    const int index = lua_gettop(lua_);
    if (lua_type(lua_, index) == LUA_TTABLE || object_at<ConditionObject>(lua_, index, "condition") != nullptr)
      return read(index);
    wrong("has " + describe_value(lua_, index) + " as item " + std::to_string(item) +
          ", which is no condition such as any { … } or where(…)");
  }

  // The value on top of the stack.
  void read_field(const std::string& name, std::vector<ConditionObject>& parts) {
    const int index = lua_gettop(lua_);
    if (asks_for_hours(name)) return parts.push_back(hours_at(name, index));
    const bool is_plain_table = lua_type(lua_, index) == LUA_TTABLE && lua_objlen(lua_, index) == 0;
    if (name == "queue" && is_plain_table) return read_queues(index, parts);
    if (const auto* constraint = object_at<ConstraintObject>(lua_, index, "constraint"))
      return parts.push_back(
          compared({constraint->asks, name, constraint->name}, constraint->kind, constraint->values));
    if (const auto* type = object_at<VariableType>(lua_, index, "variable_type");
        type != nullptr && type->kind == VariableType::Kind::one_of) {
      return parts.push_back(
          compared({.field = name}, Comparison::Kind::one_of, {type->choices.begin(), type->choices.end()}));
    }
    if (const auto constant = constant_at(lua_, index))
      return parts.push_back(compared({.field = name}, Comparison::Kind::is, {*constant}));
    if (lua_type(lua_, index) != LUA_TTABLE)
      wrong(
          "compares " + name + " with " + describe_value(lua_, index) +
          "; a text, a number, true, false, a list of these or a word such as above(500) can be compared with");
    if (lua_objlen(lua_, index) > 0) return parts.push_back(one_of(name, index));
    const std::size_t before = parts.size();
    read_fields(index, name + ".", parts);
    if (parts.size() == before) wrong("has nothing to compare " + name + " with: its table is empty");
  }

  std::vector<std::string> names_in(int table, const std::string& what) {
    std::vector<std::string> names;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      if (lua_type(lua_, -2) != LUA_TSTRING) wrong(what + " mixes fields and values");
      names.emplace_back(lua_tostring(lua_, -2));
      lua_pop(lua_, 1);
    }
    std::ranges::sort(names);
    return names;
  }

  // What queues are like at the moment: { billing = { waiting = above(10) } }.
  void read_queues(int table, std::vector<ConditionObject>& parts) {
    const std::size_t before = parts.size();
    for (const std::string& queue : names_in(table, "queue")) {
      const std::string what = "queue." + queue;
      lua_getfield(lua_, table, queue.c_str());
      const int figures = lua_gettop(lua_);
      if (lua_type(lua_, figures) != LUA_TTABLE || lua_objlen(lua_, figures) > 0)
        wrong(what + " must be what is asked of the queue, { waiting = above(10) }, not " +
              describe_value(lua_, figures));
      for (const std::string& figure : names_in(figures, what)) {
        lua_getfield(lua_, figures, figure.c_str());
        parts.push_back(figure_at(queue, figure, lua_gettop(lua_)));
        lua_pop(lua_, 1);
      }
      lua_pop(lua_, 1);
    }
    if (parts.size() == before)
      wrong("has nothing to ask of queues: queue = { billing = { waiting = above(10) } }");
  }

  ConditionObject figure_at(const std::string& queue, const std::string& figure, int index) const {
    const Attribute attribute{.kind = Attribute::Kind::queue, .field = figure, .name = queue};
    const auto* constraint = object_at<ConstraintObject>(lua_, index, "constraint");
    if (constraint != nullptr && constraint->asks == Attribute::Kind::field)
      return compared(attribute, constraint->kind, constraint->values);
    if (lua_type(lua_, index) == LUA_TNUMBER)
      return compared(attribute, Comparison::Kind::is, {lua_tonumber(lua_, index)});
    wrong("compares queue." + queue + "." + figure + " with " + describe_value(lua_, index) +
          "; a number or a word such as above(10) can be compared with");
  }

  // Open, or closed, by the name of hours; of several names any.
  ConditionObject hours_at(const std::string& field, int index) {
    const auto asked = [&](int name) {
      if (lua_type(lua_, name) != LUA_TSTRING)
        wrong(field + " takes the name of hours, " + field + " = \"office\", or a list of these, not " +
              describe_value(lua_, name));
      return compared({.kind = Attribute::Kind::hours, .name = lua_tostring(lua_, name)}, Comparison::Kind::is,
                      {field == "open"});
    };
    if (lua_type(lua_, index) != LUA_TTABLE || lua_objlen(lua_, index) == 0) return asked(index);
    std::vector<ConditionObject> several;
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, index)); ++item) {
      lua_rawgeti(lua_, index, item);
      several.push_back(asked(lua_gettop(lua_)));
      lua_pop(lua_, 1);
    }
    return combine(Condition::Kind::any, several);
  }

  ConditionObject one_of(const std::string& name, int table) {
    std::vector<FieldValue> values;
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, table)); ++item) {
      lua_rawgeti(lua_, table, item);
      const auto value = constant_at(lua_, lua_gettop(lua_));
      if (!value)
        wrong("compares " + name + " with a list that has " + describe_value(lua_, -1) +
              " in it; texts, numbers, true and false can be there");
      values.push_back(*value);
      lua_pop(lua_, 1);
    }
    return compared({.field = name}, Comparison::Kind::one_of, std::move(values));
  }

  static ConditionObject compared(Attribute attribute, Comparison::Kind kind, std::vector<FieldValue> values) {
    ConditionObject object;
    object.condition.kind = Condition::Kind::comparison;
    object.condition.comparison = {0, kind, std::move(values)};
    object.attributes.push_back(std::move(attribute));
    return object;
  }

  const WordCall& call_;
  lua_State* lua_;
  std::string what_;
};

void move_places(Condition& condition, const std::vector<std::size_t>& attributes,
                 const std::vector<std::size_t>& predicates) {
  if (condition.kind == Condition::Kind::comparison)
    condition.comparison.attribute = attributes[condition.comparison.attribute];
  if (condition.kind == Condition::Kind::predicate) condition.predicate = predicates[condition.predicate];
  for (Condition& part : condition.parts)
    move_places(part, attributes, predicates);
}

// Where each item of `some` is in `all`, to which what is new is added.
template <typename Item>
std::vector<std::size_t> places_in(std::vector<Item>& all, const std::vector<Item>& some) {
  std::vector<std::size_t> places;
  for (const Item& item : some) {
    const auto known = std::ranges::find(all, item);
    places.push_back(static_cast<std::size_t>(known - all.begin()));
    if (known == all.end()) all.push_back(item);
  }
  return places;
}

}  // namespace

bool asks_for_hours(std::string_view field) {
  return field == "open" || field == "closed";
}

ConditionObject condition_at(const WordCall& call, int index, const std::string& what) {
  return ConditionReader(call, what).read(index);
}

std::vector<ConditionObject> conditions_at(const WordCall& call, int index, const std::string& what) {
  return ConditionReader(call, what).read_parts(index);
}

ConditionObject combine(Condition::Kind kind, const std::vector<ConditionObject>& parts) {
  ConditionObject whole;
  whole.condition.kind = kind;
  for (const ConditionObject& part : parts) {
    Condition condition = part.condition;
    move_places(condition, places_in(whole.attributes, part.attributes),
                places_in(whole.predicates, part.predicates));
    whole.condition.parts.push_back(std::move(condition));
  }
  return whole;
}

Condition adopt(const ConditionObject& object, RuleSetDefinition& rules,
                std::vector<RulePredicate>& predicates) {
  Condition condition = object.condition;
  move_places(condition, places_in(rules.attributes, object.attributes),
              places_in(predicates, object.predicates));
  return condition;
}

}  // namespace tipring::dsl
