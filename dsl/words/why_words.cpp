#include <string>
#include <string_view>

#include "dsl/words/contact_attributes.h"
#include "dsl/words/variable_types.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

// Lines as a list.
void push_lines(lua_State* lua, std::string_view lines) {
  lua_newtable(lua);
  for (int place = 1; !lines.empty(); ++place) {
    const auto end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lua_pushlstring(lua, line.data(), line.size());
    lua_rawseti(lua, -2, place);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

// Sets a field of the table on top to the value above it.
void set_field(lua_State* lua, std::string_view name) {
  lua_pushlstring(lua, name.data(), name.size());
  lua_insert(lua, -2);
  lua_rawset(lua, -3);
}

// A field "saw.caller" stands in a table "saw" of the one on top.
void set_in_part(lua_State* lua, std::string_view part, std::string_view name, const FieldValue& value) {
  lua_pushlstring(lua, part.data(), part.size());
  lua_rawget(lua, -2);
  push_constant(lua, value);
  set_field(lua, name);
  lua_pop(lua, 1);
}

int why(WordCall& call) {
  lua_State* lua = call.lua();
  const Contact* found = contact(call);
  if (found == nullptr || found->why.empty()) {
    lua_pushnil(lua);
    return 1;
  }
  lua_newtable(lua);
  for (const char* part : {"saw", "said", "missing", "also"}) {
    lua_newtable(lua);
    set_field(lua, part);
  }
  for (const auto& [key, value] : found->why) {
    const std::string_view name = key;
    const auto* text = std::get_if<std::string>(&value);
    if (const auto dot = name.find('.'); dot != std::string_view::npos) {
      set_in_part(lua, name.substr(0, dot), name.substr(dot + 1), value);
    } else if (text != nullptr && (name == "missing" || name == "also")) {
      push_lines(lua, *text);
      set_field(lua, name);
    } else {
      push_constant(lua, value);
      set_field(lua, name);
    }
  }
  return 1;
}

Word why_attribute(std::string_view owner) {
  return {
      .owner = owner,
      .name = "why",
      .kind = WordKind::attribute,
      .place = WordPlace::task,
      .summary = "How rules have decided about it last.",
      .details =
          "A table: rules and rule are their names, by is \"rule\" or \"otherwise\", go where it was sent, as "
          "text; saw has the value of each attribute that was looked at, by its name, missing lists those "
          "that it had not, said has what functions of where said; also lists further rules that held; version "
          "is the site's. nil before any rules have decided. tipring call why tells it all, with "
          "the rules that were tried.",
      .returns = "a table; or nil",
      .example =
          "log.info(\"sent by \" .. call.why.rule .. \", tier \" .. tostring(call.why.saw[\"customer.tier\"]))",
      .run = why};
}

}  // namespace

std::span<const Word> why_words() {
  static const std::vector<Word> words{why_attribute("call"), why_attribute("chat")};
  return words;
}

}  // namespace tipring::dsl
