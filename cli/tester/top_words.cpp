#include <string>

#include "cli/tester/play_words.h"
#include "dsl/words/position.h"

namespace tipring::cli {
namespace {

using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;

void only_at_the_top(const WordCall& call) {
  if (!call.host<SpecHost>().loading) call.mistake("belongs to the top of a file of scenarios");
}

int scenario(WordCall& call) {
  only_at_the_top(call);
  SpecHost& host = call.host<SpecHost>();
  const std::string name = call.text("name");
  for (const SpecHost::Scenario& known : host.scenarios) {
    if (known.name == name) {
      call.mistake("\"" + name + "\" stands twice; the first is in line " + std::to_string(known.line));
    }
  }
  const dsl::SitePosition position = dsl::position_of_caller(call.lua());
  lua_pushvalue(call.lua(), call.index_of("fn"));
  host.scenarios.push_back({name, luaL_ref(call.lua(), LUA_REGISTRYINDEX), position.file, position.line});
  return 0;
}

int environment(WordCall& call) {
  only_at_the_top(call);
  lua_State* lua = call.lua();
  lua_pushnil(lua);
  while (lua_next(lua, call.index_of("values")) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING) {
      call.mistake("takes NAME = \"value\" for each variable");
    }
    call.host<SpecHost>().environment.insert_or_assign(lua_tostring(lua, -2), lua_tostring(lua, -1));
    lua_pop(lua, 1);
  }
  return 0;
}

}  // namespace

std::span<const Word> top_words() {
  static const std::vector<Word> words{
      {.name = "scenario",
       .place = dsl::WordPlace::loading,
       .summary = "Tells how one call, or several that belong together, must go.",
       .details =
           "Each scenario meets a fresh runtime with the site newly loaded. When its function returns, every "
           "party hangs up, and nothing may be left of their calls.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "What must hold, as a sentence."},
                      {.name = "fn",
                       .type = ValueType::function,
                       .required = true,
                       .doc = "Receives the play.",
                       .hands = "play"}},
       .example = "scenario(\"a caller hears the menu\", function(t)\n"
                  "  local call = t:call { to = \"100\" }\n"
                  "  call:hears \"welcome\"\n"
                  "end)",
       .run = scenario},
      {.name = "environment",
       .place = dsl::WordPlace::loading,
       .summary = "Gives the site environment variables for the scenarios of this file.",
       .details = "The real environment is never seen in a test.",
       .parameters =
           {{.name = "values", .type = ValueType::table, .required = true, .doc = "NAME = \"value\"."}},
       .example = "environment { TARGET = \"sip:200@phones.example\" }",
       .run = environment},
  };
  return words;
}

}  // namespace tipring::cli
