#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/conditions.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

int push_constraint(const WordCall& call, Comparison::Kind kind, std::vector<FieldValue> values) {
  push_object(call.lua(), "constraint", ConstraintObject{.kind = kind, .values = std::move(values)});
  return 1;
}

double number_of(const WordCall& call, std::string_view name) {
  return lua_tonumber(call.lua(), call.index_of(name));
}

template <Comparison::Kind kind>
int bound(WordCall& call) {
  return push_constraint(call, kind, {number_of(call, "number")});
}

int between(WordCall& call) {
  const double least = number_of(call, "least");
  const double most = number_of(call, "most");
  if (least > most)
    call.mistake("nothing is from " + to_text(FieldValue{least}) + " to " + to_text(FieldValue{most}));
  return push_constraint(call, Comparison::Kind::between, {least, most});
}

int matching(WordCall& call) {
  std::vector<FieldValue> patterns;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    const std::string pattern = lua_tostring(call.lua(), index);
    if (const std::string why = why_no_pattern(pattern); !why.empty())
      call.mistake("\"" + pattern + "\" is no pattern of numbers: " + why);
    patterns.emplace_back(dialled_number(pattern));
  }
  return push_constraint(call, Comparison::Kind::number, std::move(patterns));
}

int numbers_between(WordCall& call) {
  const std::string first = dialled_number(call.text("first"));
  const std::string last = dialled_number(call.text("last"));
  if (!in_number_range(first, first, last) || !in_number_range(last, first, last))
    call.mistake(
        "\"" + call.text("first") + "\" and \"" + call.text("last") +
        "\" are no ends of a range: both have as many digits, + or not alike, and the first is not the larger");
  return push_constraint(call, Comparison::Kind::numbers, {first, last});
}

template <Comparison::Kind kind>
int existence(WordCall& call) {
  return push_constraint(call, kind, {});
}

int always(WordCall& call) {
  push_object(call.lua(), "condition", ConditionObject{});
  return 1;
}

template <Condition::Kind kind>
int combination(WordCall& call) {
  const auto parts = conditions_at(call, call.index_of("conditions"), std::string(call.word().name));
  push_object(call.lua(), "condition", combine(kind, parts));
  return 1;
}

int where(WordCall& call) {
  lua_State* lua = call.lua();
  const std::string name = call.text("name");
  if (name.empty()) call.mistake("needs a name, by which reasons tell of it");
  lua_pushvalue(lua, call.index_of("fn"));
  ConditionObject object{.condition = {.kind = Condition::Kind::predicate}};
  object.predicates.push_back({name, luaL_ref(lua, LUA_REGISTRYINDEX)});
  push_object(lua, "condition", std::move(object));
  return 1;
}

Word bound_word(std::string_view name, std::string_view summary, std::string_view example,
                int (*run)(WordCall& call)) {
  return {.name = name,
          .place = WordPlace::loading,
          .summary = summary,
          .parameters = {{.name = "number", .type = ValueType::number, .required = true, .doc = "The bound."}},
          .returns = "what a field of when may be",
          .result = "constraint",
          .example = example,
          .run = run};
}

Word combination_word(std::string_view name, std::string_view summary, std::string_view example,
                      int (*run)(WordCall& call)) {
  return {.name = name,
          .place = WordPlace::loading,
          .summary = summary,
          .parameters = {{.name = "conditions",
                          .type = ValueType::table,
                          .required = true,
                          .doc = "Fields as in when, and further conditions; each counts by itself."}},
          .returns = "a condition, for when",
          .result = "condition",
          .example = example,
          .run = run};
}

std::vector<Word> pattern_words() {
  return {
      {.name = "matching",
       .place = WordPlace::loading,
       .summary = "In when: a telephone number that fits a pattern.",
       .details =
           "In patterns ? is any digit, and * at the end any number of them. Hyphens, dots, parentheses and "
           "blanks do not count. With a region a pattern of caller or dialled that begins with + is about "
           "international numbers, however they were dialled; any other about what was dialled.",
       .parameters = {{.name = "patterns",
                       .type = ValueType::text,
                       .required = true,
                       .repeats = true,
                       .doc = "One of them suffices."}},
       .returns = "what a field of when may be",
       .result = "constraint",
       .example = "when = { dialled = matching(\"+1800*\", \"+1888*\") }",
       .run = matching},
      {.name = "numbers_between",
       .place = WordPlace::loading,
       .summary = "In when: a telephone number of a range.",
       .details = "With a region, ends that are numbers there are read so, as region tells.",
       .parameters = {{.name = "first", .type = ValueType::text, .required = true, .doc = "The first number."},
                      {.name = "last",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The last, which has as many digits."}},
       .returns = "what a field of when may be",
       .result = "constraint",
       .example = "when = { dialled = numbers_between(\"+493010000\", \"+493010099\") }",
       .run = numbers_between}};
}

}  // namespace

std::span<const Word> condition_words() {
  static const std::vector<Word> words = [] {
    using Kind = Comparison::Kind;
    std::vector<Word> all{
        {.name = "always",
         .kind = WordKind::value,
         .place = WordPlace::loading,
         .summary = "In rules: when = always holds for every contact.",
         .result = "condition",
         .run = always},
        bound_word("above", "In when: a number over another.", "when = { amount = above(500) }",
                   bound<Kind::above>),
        bound_word("at_least", "In when: a number, that or more.", "when = { amount = at_least(500) }",
                   bound<Kind::at_least>),
        bound_word("below", "In when: a number under another.", "when = { amount = below(500) }",
                   bound<Kind::below>),
        bound_word("at_most", "In when: a number, that or less.", "when = { amount = at_most(500) }",
                   bound<Kind::at_most>),
        {.name = "between",
         .place = WordPlace::loading,
         .summary = "In when: a number from one to another, both included.",
         .parameters = {{.name = "least", .type = ValueType::number, .required = true, .doc = "The smallest."},
                        {.name = "most", .type = ValueType::number, .required = true, .doc = "The largest."}},
         .returns = "what a field of when may be",
         .result = "constraint",
         .example = "when = { amount = between(100, 500) }",
         .run = between},
        {.name = "present",
         .kind = WordKind::value,
         .place = WordPlace::loading,
         .summary = "In when: the contact has such a thing, whatever it is.",
         .result = "constraint",
         .run = existence<Kind::present>},
        {.name = "missing",
         .kind = WordKind::value,
         .place = WordPlace::loading,
         .summary = "In when: the contact has no such thing. Nothing else holds of what is missing.",
         .result = "constraint",
         .run = existence<Kind::missing>},
        combination_word("all", "In rules: every one of these conditions.",
                         "when = all { vip, { channel = \"call\" } }", combination<Condition::Kind::all>),
        combination_word("any", "In rules: at least one of these conditions.",
                         "when = any { caller = matching \"+1202*\", reason = \"billing\" }",
                         combination<Condition::Kind::any>),
        combination_word("none", "In rules: not one of these conditions.",
                         "when = { reason = \"repair\", none { caller = matching \"+1900*\" } }",
                         combination<Condition::Kind::none>),
        {.name = "where",
         .place = WordPlace::loading,
         .summary = "In rules: a function tells whether it holds.",
         .details =
             "It is asked only where all other conditions leave it to decide, once in a decision, and cannot "
             "wait. One that fails does not hold, which the log tells.",
         .parameters = {{.name = "name",
                         .type = ValueType::text,
                         .required = true,
                         .doc = "How reasons tell of it: \"is a friend\"."},
                        {.name = "fn",
                         .type = ValueType::function,
                         .required = true,
                         .doc = "Receives the contact; what it returns counts as true or false.",
                         .hands = "call"}},
         .returns = "a condition, for when",
         .result = "condition",
         .example = "when = { where(\"has a long number\", function(call) return #call.caller > 12 end) }",
         .run = where}};
    for (Word& word : pattern_words())
      all.push_back(std::move(word));
    return all;
  }();
  return words;
}

}  // namespace tipring::dsl
