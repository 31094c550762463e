#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "dsl/binding/word.h"

namespace tipring::dsl {

/// What a site adds to the words, for editors.
struct SiteVocabulary {
  struct Field {
    std::string name;
    std::string type;  ///< As LuaCATS writes it: "string", "\"billing\" | \"repair\"".
    std::string doc;
  };
  std::map<std::string, std::vector<Field>> fields{};       ///< Of objects, by their type: "call".
  std::map<std::string, std::vector<std::string>> names{};  ///< What there is of a noun: "dialog".
};

/// Text as a literal of Lua, in quotes.
std::string lua_literal(std::string_view text);

/// Declarations of the words in LuaCATS, by which an editor (lua-language-server) completes and checks a site's
/// scripts. Valid Lua that does nothing.
std::string editor_stubs(std::span<const Word> words, const SiteVocabulary& site);

}  // namespace tipring::dsl
