#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/conditions.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"
#include "runtime/contact/national_tones.h"

namespace tipring::dsl {
namespace {

// Any port may be taken twice.
void refuse_second_listener(const WordCall& call, const Listen& listen) {
  if (listen.sip.ends_with(":0")) return;
  for (const Listen& other : call.host<Host>().definitions.listens) {
    if (other.sip == listen.sip) stands_twice(call, listen.sip, other.position);
  }
}

int listen(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  Listen listen{.sip = call.text("sip"),
                .certificate = call.text("certificate"),
                .key = call.text("key"),
                .trust = call.text("trust"),
                .clients = call.text("clients"),
                .position = position_of_caller(call.lua())};
  const bool is_tls = listen.sip.starts_with("tls://");
  if (!is_tls && !listen.sip.starts_with("udp://") && !listen.sip.starts_with("tcp://"))
    call.mistake("sip must be udp://, tcp:// or tls://ADDRESS:PORT, not \"" + listen.sip + "\"");
  if (is_tls && listen.certificate.empty())
    call.mistake("tls:// needs a certificate: certificate = \"tls/site.pem\"");
  for (const char* option : {"certificate", "key", "trust", "clients"}) {
    if (!is_tls && call.has(option)) call.mistake(std::string(option) + " goes with tls:// alone");
  }
  static constexpr std::array<std::string_view, 4> clients{"", "any", "asked", "certified"};
  if (std::ranges::find(clients, listen.clients) == clients.end())
    call.mistake("clients must be \"any\", \"asked\" or \"certified\", not \"" + listen.clients + "\"");
  refuse_second_listener(call, listen);
  call.host<Host>().definitions.listens.push_back(std::move(listen));
  return 0;
}

// A host that a certificate may be for.
bool is_host_name(std::string_view text) {
  return text.find('.') != std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
             std::string_view::npos &&
         text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos;
}

// Networks, addresses and names of certificates.
void read_trusted(const WordCall& call, Defence& defence) {
  if (!call.has("trust")) return;
  lua_State* lua = call.lua();
  const int table = call.index_of("trust");
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, table)); ++i) {
    lua_rawgeti(lua, table, i);
    if (lua_type(lua, -1) != LUA_TSTRING) call.mistake("trust: a network or a name is a text");
    const std::string text = lua_tostring(lua, -1);
    lua_pop(lua, 1);
    if (is_host_name(text)) {
      defence.trusted_names.push_back(text);
      continue;
    }
    const auto network = parse_address_range(text);
    if (!network) call.mistake("trust: " + network.error().text);
    defence.trusted.push_back(network.value());
  }
}

double positive(const WordCall& call, std::string_view option) {
  const double value = lua_tonumber(call.lua(), call.index_of(option));
  if (!(value > 0)) call.mistake(std::string(option) + " must be more than 0");
  return value;
}

// Below, every runtime is overloaded; beyond, none ever is.
constexpr Duration shortest_lag = std::chrono::milliseconds(10);
constexpr Duration longest_lag = std::chrono::seconds(10);

int defence(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  Definitions& definitions = call.host<Host>().definitions;
  if (definitions.defence) stands_twice(call, "defence", definitions.defence->position);
  Defence defence;
  read_trusted(call, defence);
  defence.only_trusted = call.boolean("only_trusted", false);
  if (defence.only_trusted && defence.trusted.empty() && defence.trusted_names.empty())
    call.mistake("only_trusted refuses everybody but this machine: trust lists nobody");
  if (call.has("rate")) defence.rate = positive(call, "rate");
  if (call.has("burst")) defence.burst = positive(call, "burst");
  if (call.has("failures")) defence.failures = static_cast<int>(positive(call, "failures"));
  defence.ban = call.duration("ban");
  defence.lag = call.duration("lag");
  if (defence.lag && (*defence.lag < shortest_lag || *defence.lag > longest_lag))
    call.mistake("lag must be from 10ms to 10s, not " + format_duration(*defence.lag));
  if (call.has("busy")) defence.busy = positive(call, "busy");
  if (defence.busy && *defence.busy > 1) call.mistake("busy is a share of one core: 0.95, and 1 at most");
  defence.position = position_of_caller(call.lua());
  definitions.defence = std::move(defence);
  return 0;
}

int name_servers(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
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

int tones(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& plan = call.host<Host>().definitions.tones;
  if (plan) stands_twice(call, "tones", plan->position);
  const std::string country = call.text("country");
  const std::vector<std::string> known = tone_countries();
  if (std::ranges::find(known, country) == known.end()) {
    std::string list;
    for (const std::string& one : known)
      list += (list.empty() ? "" : ", ") + one;
    call.mistake("the tones of \"" + country + "\" are not known; those of " + list + " are");
  }
  plan = TonePlan{country, position_of_caller(call.lua())};
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
  return define_handler(call, call.host<Host>().definitions.on_call);
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
    if (asks_for_hours(name)) call.mistake("'" + name + "' asks for hours in rules; choose another name");
    for (const Word& word : all_words()) {
      if ((word.owner == "call" || word.owner == "chat") && word.name == name)
        call.mistake("'" + name + "' is a word of the " + std::string(word.owner) +
                     " already; choose another name");
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
       .options =
           {{.name = "sip",
             .type = ValueType::text,
             .required = true,
             .doc = "udp://, tcp:// or tls://, an address (IPv6 in brackets) and a port."},
            {.name = "certificate",
             .type = ValueType::text,
             .doc = "For tls://, a PEM file of the site's folder: the certificate, then those between it and "
                    "its authority. It is read again when it changes; see tipring sip certificates."},
            {.name = "key",
             .type = ValueType::text,
             .fallback = "in the file of the certificate",
             .doc = "The PEM file of its private key."},
            {.name = "trust",
             .type = ValueType::text,
             .fallback = "those of the system",
             .doc = "The PEM file of the authorities whose certificates are believed."},
            {.name = "clients",
             .type = ValueType::text,
             .fallback = "any",
             .doc = "\"asked\": who connects may show a certificate, by which trunks and defence know it. "
                    "\"certified\": nobody is heard without one. \"any\": nobody is asked."}},
       .example = "listen { sip = \"tls://0.0.0.0:5061\", certificate = \"tls/site.pem\" }",
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
       .options =
           {{.name = "trust",
             .type = ValueType::table,
             .fallback = "nobody else",
             .doc =
                 "Networks and addresses, such as those of other switchboards: never limited, never banned. A "
                 "name stands for whoever shows its certificate over TLS."},
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
             .doc = "The first ban of a source; each further one is twice as long, up to a day."},
            {.name = "lag",
             .type = ValueType::duration,
             .fallback = "250ms",
             .doc = "So late the runtime may be with what is due, from 10ms to 10s; where it is later, new "
                    "calls get 503 before anything is done for them."},
            {.name = "busy",
             .type = ValueType::number,
             .fallback = "0.95",
             .doc = "The same for the share of a core that its control thread takes, 1 at most. tipring "
                    "status tells which of both is over its limit."}},
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
      {.name = "tones",
       .place = WordPlace::loading,
       .summary = "Says of which country the tones are that callers hear.",
       .details =
           "Those that tone names, and the ringing of call:connect to a caller who has been answered. "
           "Known are at, au, ch, de, es, fr, gb, it, jp, nl and us (ITU-T E.180, supplement 2), and eu, "
           "as most of Europe has them.",
       .parameters = {{.name = "country",
                       .type = ValueType::text,
                       .required = true,
                       .fallback = "eu",
                       .doc = "Its code by ISO 3166, in small letters."}},
       .example = "tones \"us\"",
       .run = tones},
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
