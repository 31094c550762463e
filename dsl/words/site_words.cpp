#include <array>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

void only_while_loading(const WordCall& call) {
  if (!call.host<Host>().loading())
    call.mistake("belongs to the top of a file: a site is defined while it loads");
}

int listen(WordCall& call) {
  only_while_loading(call);
  const std::string url = call.text("sip");
  if (!url.starts_with("udp://") && !url.starts_with("tcp://")) {
    call.mistake("sip must be udp://ADDRESS:PORT or tcp://ADDRESS:PORT, not \"" + url + "\"");
  }
  call.host<Host>().definitions.listens.push_back({url, position_of_caller(call.lua())});
  return 0;
}

int env(WordCall& call) {
  const std::string name = call.text("name");
  const auto value = call.host<Host>().environment(name);
  if (value) {
    lua_pushlstring(call.lua(), value->data(), value->size());
  } else if (call.has("otherwise")) {
    lua_pushvalue(call.lua(), call.index_of("otherwise"));
  } else {
    call.mistake("the environment variable " + name + " is not set");
  }
  return 1;
}

int on_call(WordCall& call) {
  only_while_loading(call);
  Definitions& definitions = call.host<Host>().definitions;
  const SitePosition position = position_of_caller(call.lua());
  if (definitions.on_call) {
    const SitePosition& first = definitions.on_call->position;
    call.mistake("stands twice; the first is in " + first.file + ":" + std::to_string(first.line));
  }
  lua_pushvalue(call.lua(), call.index_of("handler"));
  definitions.on_call = HandlerFunction{luaL_ref(call.lua(), LUA_REGISTRYINDEX), position};
  return 0;
}

int variables(WordCall& call) {
  only_while_loading(call);
  lua_State* lua = call.lua();
  const int table = call.index_of("types");
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    const auto* type = object_at<VariableType>(lua, -1, "variable_type");
    if (lua_type(lua, -2) != LUA_TSTRING || type == nullptr) {
      call.mistake("takes NAME = text, number, boolean or one_of { … } for each variable");
    }
    const std::string name = lua_tostring(lua, -2);
    for (const Word& word : call_words()) {
      if (word.name == name) call.mistake("'" + name + "' is a word of the call already; choose another name");
    }
    for (const Word& word : audio_words()) {
      if (word.name == name) call.mistake("'" + name + "' is a word of the call already; choose another name");
    }
    call.host<Host>().definitions.variables.insert_or_assign(name, *type);
    lua_pop(lua, 1);
  }
  return 0;
}

int one_of(WordCall& call) {
  lua_State* lua = call.lua();
  const int table = call.index_of("choices");
  VariableType type{VariableType::Kind::one_of, {}};
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, table)); ++i) {
    lua_rawgeti(lua, table, i);
    if (lua_type(lua, -1) != LUA_TSTRING)
      call.mistake("takes a list of texts: one_of { \"billing\", \"repair\" }");
    type.choices.emplace_back(lua_tostring(lua, -1));
    lua_pop(lua, 1);
  }
  if (type.choices.empty()) call.mistake("needs at least one choice: one_of { \"billing\", \"repair\" }");
  push_object(lua, "variable_type", std::move(type));
  return 1;
}

template <VariableType::Kind kind>
int plain_type(WordCall& call) {
  push_object(call.lua(), "variable_type", VariableType{kind, {}});
  return 1;
}

}  // namespace

std::span<const Word> site_words() {
  static const std::vector<Word> words{
      {.name = "listen",
       .place = WordPlace::loading,
       .summary = "Listens for SIP calls on an address.",
       .details = "Without any listen the site answers on udp://127.0.0.1:5060 and tcp://127.0.0.1:5060.",
       .options = {{.name = "sip",
                    .type = ValueType::text,
                    .required = true,
                    .doc = "udp:// or tcp://, an address (IPv6 in brackets) and a port."}},
       .example = "listen { sip = \"udp://0.0.0.0:5060\" }",
       .run = listen},
      {.owner = "on",
       .name = "call",
       .place = WordPlace::loading,
       .summary = "Says what happens to a call that comes in.",
       .details =
           "The function attends one call and may wait. What it returns is where the call goes next; if it "
           "returns nothing, the call ends.",
       .parameters = {{.name = "handler",
                       .type = ValueType::function,
                       .required = true,
                       .doc = "Receives the call.",
                       .hands = "call"}},
       .example = "on.call(function(call)\n  call:say \"Hello.\"\n  return dialog \"main_menu\"\nend)",
       .run = on_call},
      {.name = "variables",
       .place = WordPlace::loading,
       .summary = "Declares what scripts may set on a contact.",
       .details =
           "Variables are plain data, kept in the ledger. Read and set them as fields: call.account = \"17\".",
       .parameters =
           {{.name = "types", .type = ValueType::table, .required = true, .doc = "NAME = type, for each."}},
       .example = "variables { account = text, reason = one_of { \"billing\", \"repair\" } }",
       .run = variables},
      {.name = "one_of",
       .place = WordPlace::loading,
       .summary = "A variable's type: one text of a list.",
       .parameters = {{.name = "choices", .type = ValueType::table, .required = true, .doc = "The texts."}},
       .result = "variable_type",
       .run = one_of},
      {.name = "text",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "A variable's type: a text.",
       .run = plain_type<VariableType::Kind::text>},
      {.name = "number",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "A variable's type: a number.",
       .run = plain_type<VariableType::Kind::number>},
      {.name = "boolean",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "A variable's type: true or false.",
       .run = plain_type<VariableType::Kind::boolean>},
      {.name = "env",
       .summary = "Reads a variable of the process's environment.",
       .parameters = {{.name = "name", .type = ValueType::text, .required = true, .doc = "Its name."},
                      {.name = "otherwise", .type = ValueType::text, .doc = "What holds where it is not set."}},
       .returns = "its text; a mistake where it is not set and there is no otherwise",
       .example = "listen { sip = env(\"TIPRING_LISTEN\", \"udp://127.0.0.1:5060\") }",
       .run = env},
  };
  return words;
}

}  // namespace tipring::dsl
