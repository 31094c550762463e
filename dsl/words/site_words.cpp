#include <array>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

int listen(WordCall& call) {
  only_while_loading(call);
  const std::string url = call.text("sip");
  if (!url.starts_with("udp://") && !url.starts_with("tcp://")) {
    call.mistake("sip must be udp://ADDRESS:PORT or tcp://ADDRESS:PORT, not \"" + url + "\"");
  }
  call.host<Host>().definitions.listens.push_back({url, position_of_caller(call.lua())});
  return 0;
}

std::vector<AddressRange> networks_of(const WordCall& call, std::string_view option) {
  std::vector<AddressRange> networks;
  if (!call.has(option)) return networks;
  lua_State* lua = call.lua();
  const int table = call.index_of(option);
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, table)); ++i) {
    lua_rawgeti(lua, table, i);
    const auto network = lua_type(lua, -1) == LUA_TSTRING
                             ? parse_address_range(lua_tostring(lua, -1))
                             : Result<AddressRange>(Error{"bad-address", "a network is a text"});
    if (!network) call.mistake(std::string(option) + ": " + network.error().text);
    networks.push_back(network.value());
    lua_pop(lua, 1);
  }
  return networks;
}

double positive(const WordCall& call, std::string_view option) {
  const double value = lua_tonumber(call.lua(), call.index_of(option));
  if (!(value > 0)) call.mistake(std::string(option) + " must be more than 0");
  return value;
}

int defence(WordCall& call) {
  only_while_loading(call);
  Definitions& definitions = call.host<Host>().definitions;
  if (definitions.defence) stands_twice(call, "defence", definitions.defence->position);
  Defence defence;
  defence.trusted = networks_of(call, "trust");
  defence.only_trusted = call.boolean("only_trusted", false);
  if (defence.only_trusted && defence.trusted.empty())
    call.mistake("only_trusted refuses everybody but this machine: trust lists nobody");
  if (call.has("rate")) defence.rate = positive(call, "rate");
  if (call.has("burst")) defence.burst = positive(call, "burst");
  if (call.has("failures")) defence.failures = static_cast<int>(positive(call, "failures"));
  defence.ban = call.duration("ban");
  defence.position = position_of_caller(call.lua());
  definitions.defence = std::move(defence);
  return 0;
}

int name_servers(WordCall& call) {
  only_while_loading(call);
  std::string& servers = call.host<Host>().definitions.name_servers;
  if (!servers.empty()) call.mistake("stands twice");
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    const std::string server = lua_tostring(call.lua(), index);
    const std::string address = server.substr(0, server.find_last_of(':'));
    const bool fits = parse_address_range(server).ok() || parse_address_range(address).ok();
    if (!fits || server.find('/') != std::string::npos)
      call.mistake("\"" + server + "\" is no numeric address such as \"192.0.2.53\" or \"192.0.2.53:5353\"");
    servers += (servers.empty() ? "" : ",") + server;
  }
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
  if (definitions.on_call) stands_twice(call, "on.call", definitions.on_call->position);
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
      {.name = "defence",
       .place = WordPlace::loading,
       .summary = "Says how much the site takes from whoever sends SIP requests to it.",
       .details = "Holds for requests that belong to no call yet. A source that asks too often gets 503 and is "
                  "to come back "
                  "later; one whose requests are refused again and again (malformed, numbers that do not "
                  "exist) and programs "
                  "known to search for open telephones are banned, and wait for their refusals. This machine "
                  "is always "
                  "trusted. Bans last until the runtime stops; see tipring sip bans.",
       .options = {{.name = "trust",
                    .type = ValueType::table,
                    .fallback = "nobody else",
                    .doc =
                        "Networks and addresses, such as those of your trunks: never limited, never banned."},
                   {.name = "only_trusted",
                    .type = ValueType::boolean,
                    .fallback = "false",
                    .doc = "Everybody else is refused."},
                   {.name = "rate",
                    .type = ValueType::number,
                    .fallback = "50",
                    .doc = "Requests of one method from one source, a second."},
                   {.name = "burst",
                    .type = ValueType::number,
                    .fallback = "200",
                    .doc = "So many may come at once, until they are used up."},
                   {.name = "failures",
                    .type = ValueType::whole,
                    .fallback = "20",
                    .doc = "Refused requests within a minute that lead to a ban."},
                   {.name = "ban",
                    .type = ValueType::duration,
                    .fallback = "5m",
                    .doc = "The first ban of a source; each further one is twice as long, up to a day."}},
       .example = "defence { trust = { \"192.0.2.0/24\" }, rate = 20 }",
       .run = defence},
      {.name = "name_servers",
       .place = WordPlace::loading,
       .summary = "Says which name servers are asked for hosts of SIP URIs.",
       .details =
           "Names are looked up as RFC 3263 says (NAPTR, SRV, A and AAAA); what stands for a name is tried in "
           "turn where nobody answers.",
       .parameters = {{.name = "addresses",
                       .type = ValueType::text,
                       .required = true,
                       .repeats = true,
                       .fallback = "those of the system",
                       .doc = "Numeric, with a port where it is not 53."}},
       .example = "name_servers(\"192.0.2.53\", \"192.0.2.54\")",
       .run = name_servers},
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
