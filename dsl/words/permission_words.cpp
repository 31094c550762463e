#include <algorithm>
#include <set>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/words/defining.h"
#include "dsl/words/permissions.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

std::string text_at(lua_State* lua, int table, int place, bool& is_text) {
  lua_rawgeti(lua, table, place);
  is_text = lua_type(lua, -1) == LUA_TSTRING;
  std::string text = is_text ? lua_tostring(lua, -1) : describe_value(lua, -1);
  lua_pop(lua, 1);
  return text;
}

bool is_class_name(std::string_view name) {
  return names_destination(name) && std::ranges::all_of(name, [](char letter) {
           return letter == '_' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
         });
}

// Why an entry of a list is no pattern; empty: it is one.
std::string why_none(const std::string& entry, bool is_text) {
  if (!is_text) return entry + " is no text: \"+1202*\" and \"2??\" are patterns";
  const std::string why = why_no_pattern(entry);
  return why.empty() ? why : "\"" + entry + "\" is no pattern of numbers: " + why;
}

std::vector<std::string> numbers_of(const WordCall& call, std::string_view option) {
  std::vector<std::string> entries;
  if (!call.has(option)) return entries;
  Definitions& definitions = call.host<Host>().definitions;
  const int table = call.index_of(option);
  for (int i = 1; i <= static_cast<int>(lua_objlen(call.lua(), table)); ++i) {
    bool is_text = false;
    std::string entry = text_at(call.lua(), table, i, is_text);
    const bool is_name = is_text && names_destination(entry);
    if (is_name && !is_class_name(entry))
      call.mistake(
          std::string(option) + ": \"" + entry +
          "\" is neither a pattern such as \"+1202*\" nor the name of a class: letters, digits and _ can be");
    if (const std::string why = is_name ? std::string() : why_none(entry, is_text); !why.empty())
      call.mistake(std::string(option) + ": " + why);
    if (is_name) definitions.used_names.push_back({"destination", entry, position_of_caller(call.lua())});
    entries.push_back(std::move(entry));
  }
  return entries;
}

// False where something is wrong, which is kept.
bool define_class(const WordCall& call, const std::string& name, int patterns) {
  Definitions& definitions = call.host<Host>().definitions;
  const auto [known, added] = definitions.destination_classes.emplace(name, position_of_caller(call.lua()));
  if (!added) stands_twice(call, "the destination \"" + name + "\"", known->second);
  const int count = static_cast<int>(lua_objlen(call.lua(), patterns));
  std::vector<std::string> mistakes;
  if (count == 0) mistakes.push_back(name + " needs patterns of numbers: " + name + " = { \"+1900*\" }");
  for (int i = 1; i <= count; ++i) {
    bool is_text = false;
    const std::string pattern = text_at(call.lua(), patterns, i, is_text);
    if (is_text && is_class_name(pattern)) {
      mistakes.push_back(name + ": \"" + pattern +
                         "\" is no pattern of numbers: a class has those, and no other classes");
    } else if (const std::string why = why_none(pattern, is_text); !why.empty()) {
      mistakes.push_back(name + ": " + why);
    } else if (const std::string other = definitions.destinations.add(name, pattern); !other.empty()) {
      mistakes.push_back("\"" + pattern + "\" is in " + other + " already: it cannot be in " + name + " too");
    }
  }
  for (const std::string& mistake : mistakes)
    keep_mistake(call, mistake);
  return mistakes.empty();
}

// What is wrong with a field of `destinations`, whose key and value are on top; empty: nothing.
std::string why_no_class(lua_State* lua) {
  if (lua_type(lua, -2) != LUA_TSTRING)
    return describe_value(lua, -1) + " has no name: takes NAME = { \"+1900*\", … } for each class";
  const std::string name = lua_tostring(lua, -2);
  if (!is_class_name(name))
    return "\"" + name + "\" cannot name a class: letters, digits and _ can, with a letter first";
  if (lua_type(lua, -1) == LUA_TTABLE) return {};
  const bool is_text = lua_type(lua, -1) == LUA_TSTRING;
  return name + " must be a list of patterns, " + name + " = { " +
         (is_text ? "\"" + std::string(lua_tostring(lua, -1)) + "\"" : "\"+1900*\"") + " }, not " +
         describe_value(lua, -1);
}

int destinations(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  lua_State* lua = call.lua();
  const int table = call.index_of("classes");
  // The order of a table's fields is not defined; that of mistakes must be.
  std::set<std::string> names;
  std::set<std::string> mistakes;
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    if (std::string why = why_no_class(lua); !why.empty()) {
      mistakes.insert(std::move(why));
    } else {
      names.insert(lua_tostring(lua, -2));
    }
    lua_pop(lua, 1);
  }
  for (const std::string& mistake : mistakes)
    keep_mistake(call, mistake);
  bool in_order = mistakes.empty();
  for (const std::string& name : names) {
    lua_getfield(lua, table, name.c_str());
    in_order = define_class(call, name, lua_gettop(lua)) && in_order;
    lua_pop(lua, 1);
  }
  if (!in_order) call.host<Host>().definitions.undefined.insert("destinations");
  return 0;
}

}  // namespace

CallPermission permission_of(const WordCall& call) {
  CallPermission permission;
  if (call.has("may_call")) permission.may_call = numbers_of(call, "may_call");
  permission.may_not_call = numbers_of(call, "may_not_call");
  return permission;
}

std::span<const Word> permission_words() {
  static const std::vector<Word> words{
      {.name = "destinations",
       .place = WordPlace::loading,
       .summary = "Names classes of numbers, for may_call and may_not_call of phones and trunks.",
       .details =
           "In patterns ? is any digit, and * at the end any number of them. Who is held to any pattern may "
           "call "
           "no text but numbers of digits, perhaps with + before them, and names without digits: what a "
           "carrier "
           "could take for another number, such as +1*900…, is refused. A number is of the class whose "
           "pattern fits it most closely: with the example +4990012345 is premium, +49151 mobile, and +4930 "
           "national. Name numbers in every form in which they reach a trunk: a carrier may take "
           "0049900 for +49900. Hyphens, dots, parentheses and blanks do not count, in patterns or in numbers.",
       .parameters =
           {{.name = "classes", .type = ValueType::table, .required = true, .doc = "NAME = { patterns }."}},
       .example =
           "destinations {\n  premium = { \"+49900*\", \"+49137*\" },\n  mobile = { \"+4915*\", "
           "\"+4916*\", \"+4917*\" },\n  national = { \"+49*\", \"11?\" },\n  international = { \"+*\" },\n"
           "}\nphone \"100\" { password = secret \"phone-100\", may_call = { \"national\", \"mobile\" } }",
       .run = destinations},
  };
  return words;
}

}  // namespace tipring::dsl
