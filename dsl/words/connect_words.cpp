#include <algorithm>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/clips.h"
#include "dsl/words/targets.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"
#include "runtime/contact/failure_code.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// A conversation may take its time; this bounds one whose end nobody tells.
constexpr Duration longest_talk = 24h;

void set_field(lua_State* lua, const char* name, const std::string& value) {
  lua_pushlstring(lua, value.data(), value.size());
  lua_setfield(lua, -2, name);
}

void set_field(lua_State* lua, const char* name, double value) {
  lua_pushnumber(lua, value);
  lua_setfield(lua, -2, name);
}

std::string failure_text(const ConnectAttempt& attempt) {
  const Release& release = attempt.release;
  // What no peer has said is told without its status.
  if (release.by == Release::By::system && !release.reason.empty())
    return attempt.uri + " was not reached: " + release.reason;
  std::string text = attempt.uri + " did not answer: " + std::to_string(release.status);
  return release.reason.empty() ? text : text + " " + release.reason;
}

void push_attempts(lua_State* lua, const std::vector<ConnectAttempt>& attempts) {
  lua_createtable(lua, static_cast<int>(attempts.size()), 0);
  int index = 0;
  for (const ConnectAttempt& attempt : attempts) {
    lua_newtable(lua);
    set_field(lua, "target", attempt.uri);
    set_field(lua, "status", attempt.release.status);
    set_field(lua, "cause", attempt.release.cause);
    set_field(lua, "code", std::string(failure_code(attempt.release)));
    if (!attempt.destination.empty()) set_field(lua, "destination", attempt.destination);
    lua_rawseti(lua, -2, ++index);
  }
}

int push_connected(lua_State* lua, const ConnectOutcome& outcome) {
  if (outcome.answered) {
    lua_newtable(lua);
    set_field(lua, "target", outcome.answered_by);
    set_field(lua, "talked", std::chrono::duration<double>(outcome.talked).count());
    return 1;
  }
  const ConnectAttempt last = outcome.failed.empty() ? ConnectAttempt{} : outcome.failed.back();
  const int count = push_failure(
      lua, {std::string(failure_code(last.release)), failure_text(last), may_succeed_later(last.release)});
  set_field(lua, "status", last.release.status);
  set_field(lua, "cause", last.release.cause);
  if (!last.destination.empty()) set_field(lua, "destination", last.destination);
  push_attempts(lua, outcome.failed);
  lua_setfield(lua, -2, "attempts");
  return count;
}

Headers headers_of(const WordCall& call) {
  Headers headers;
  if (!call.has("headers")) return headers;
  lua_State* lua = call.lua();
  lua_pushnil(lua);
  while (lua_next(lua, call.index_of("headers")) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING) {
      call.mistake("headers must be { [\"Name\"] = \"text\", … }");
    }
    headers.emplace_back(lua_tostring(lua, -2), lua_tostring(lua, -1));
    lua_pop(lua, 1);
    const auto& [name, value] = headers.back();
    if (!may_be_carried(name) || (name + value).find_first_of("\r\n") != std::string::npos) {
      call.mistake(
          "header \"" + name +
          "\" cannot be set: names begin with X- or are such as User-to-User, and texts have no line ends");
    }
  }
  // The order of a table's fields is not defined; that of an INVITE's must be.
  std::sort(headers.begin(), headers.end());
  return headers;
}

std::vector<std::string> carried_of(const WordCall& call) {
  if (!call.has("carry")) return usually_carried();
  std::vector<std::string> names;
  lua_State* lua = call.lua();
  const int table = call.index_of("carry");
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, table)); ++i) {
    lua_rawgeti(lua, table, i);
    const std::string name = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "";
    lua_pop(lua, 1);
    if (!may_be_carried(name)) call.mistake("header \"" + name + "\" cannot be carried along");
    names.push_back(name);
  }
  return names;
}

WhisperRequest whisper_of(const WordCall& call) {
  WhisperRequest whisper;
  if (call.has("whisper")) whisper.items.push_back(clip_at(call, call.index_of("whisper")));
  if (call.has("whisper_say")) whisper.items.emplace_back(SpeechRequest{call.text("whisper_say")});
  const std::string key = call.text("accept_key");
  if (key.size() > 1 || key.find_first_not_of("0123456789*#") != std::string::npos)
    call.mistake("accept_key is one key of a telephone, such as \"1\", not \"" + key + "\"");
  if (!key.empty()) whisper.accept_key = key.front();
  whisper.accept_within = call.duration("accept_within", whisper.accept_within);
  return whisper;
}

int connect(WordCall& call) {
  Host& host = call.host<Host>();
  const ContactId contact = contact_of(call);
  ConnectRequest request = usual_request(host.calls->find(contact));
  const Duration timeout = call.duration("timeout", usual_ring_time);
  request.targets = targets_of(call);
  for (ConnectTarget& target : request.targets)
    target.timeout = timeout;
  if (call.has("from")) request.from = {.user = call.text("from")};
  request.headers = headers_of(call);
  request.carry = carried_of(call);
  request.hide_hosts = call.boolean("hide_hosts", true);
  if (call.boolean("together", false)) request.order = ConnectOrder::together;
  request.redirections = static_cast<int>(call.whole("redirections", 5));
  request.early_media = call.boolean("early_media", true);
  request.whisper = whisper_of(call);
  const Duration longest =
      longest_talk + timeout * (static_cast<int>(request.targets.size()) + request.redirections);
  return wait_for<ConnectOutcome>(call, longest, push_connected, [&](auto done) {
    return host.calls->connect(contact, std::move(request), std::move(done));
  });
}

}  // namespace

std::span<const Word> connect_words() {
  static const std::vector<Word> words{
      {.owner = "call",
       .name = "connect",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .waits = true,
       .answers = Answers::later,
       .summary = "Calls somebody and lets both parties talk until the other hangs up.",
       .details =
           "Targets are tried in order, or all together, until one answers; an answer bridges both, and "
           "answers "
           "the caller where that has not happened. Until then the caller hears ringing, or what the "
           "target sends. "
           "A target that redirects the call (SIP 3xx) is replaced by those it names. A phone rings "
           "in all places where it is registered; one that is in none fails at once. A script that ends "
           "after that without an answer refuses its caller as the last target did: busy by 486, a number "
           "that does not exist by 404, nobody there by 480.",
       .parameters =
           {{.name = "targets",
             .type = ValueType::target,
             .required = true,
             .repeats = true,
             .doc = "SIP URIs, phones of the site, numbers by trunks; in this order. \"tel:+12025550143\" is "
                    "that number by the site's trunk where it has one alone; where it has several, "
                    "trunk says which."}},
       .options =
           {{.name = "timeout", .type = ValueType::duration, .fallback = "30s", .doc = "For each target."},
            {.name = "together",
             .type = ValueType::boolean,
             .fallback = "false",
             .doc = "All targets ring at once; the first that answers has the call."},
            {.name = "redirections",
             .type = ValueType::whole,
             .fallback = "5",
             .doc = "How many targets that others redirect to are called at most.",
             .least = 0,
             .most = 20},
            {.name = "early_media",
             .type = ValueType::boolean,
             .fallback = "true",
             .doc = "The caller hears what a target sends before it answers."},
            {.name = "from",
             .type = ValueType::text,
             .fallback = "the caller's",
             .doc = "The number or user the target sees calling."},
            {.name = "whisper",
             .type = ValueType::clip,
             .doc = "Played to a target that has answered, alone, before it talks to the caller, who hears "
                    "ringing until then. A key ends it. Who hangs up in it has declined."},
            {.name = "whisper_say", .type = ValueType::text, .doc = "Spoken likewise, after that."},
            {.name = "accept_key",
             .type = ValueType::text,
             .fallback = "none is needed",
             .doc = "The key by which a target that has answered takes the call: \"1\". Targets that ring "
                    "together ring on until it is pressed, so that no mailbox of a mobile phone has the call."},
            {.name = "accept_within",
             .type = ValueType::duration,
             .fallback = "10s",
             .doc = "After the whisper; who has not pressed the key by then has declined."},
            {.name = "headers",
             .type = ValueType::table,
             .doc =
                 "Further header fields: [\"X-Account\"] = \"17\". Names begin with X-, or are User-to-User, "
                 "Diversion, History-Info, P-Asserted-Identity, P-Preferred-Identity, Privacy, Alert-Info, "
                 "Call-Info, Subject, Priority or Reason."},
            {.name = "carry",
             .type = ValueType::texts,
             .fallback = "User-to-User, Diversion, P-Asserted-Identity, Privacy",
             .doc =
                 "Which header fields of the caller's INVITE go along, unless headers has them; {} for none. "
                 "Who "
                 "the network says is calling (P-Asserted-Identity) and Privacy go only from trunk to trunk. "
                 "Nothing else of the caller's side is shown to the other."},
            {.name = "hide_hosts",
             .type = ValueType::boolean,
             .fallback = "true",
             .doc =
                 "In Diversion, History-Info, P-Asserted-Identity and P-Preferred-Identity that are carried, "
                 "our host takes the place of those of the caller's side; false carries them as they are. "
                 "What stands in headers is never changed."}},
       .returns =
           "a table with target and talked (seconds) once the other party has hung up; or nil and err, with "
           "err.code \"busy\", \"no-answer\", \"declined\", \"not-found\", \"not-registered\", "
           "\"unavailable\", …, err.status "
           "(SIP), err.retryable (whether it may succeed a little later), "
           "err.cause (Q.850) and err.attempts, a table with target, code, status and cause for each that was "
           "tried, in order; with \"forbidden\" err.destination, the class that the caller may not call, where "
           "that is why",
       .example = "local talk, err = call:connect { \"sip:ann@192.0.2.7\", \"sip:bob@192.0.2.8\", timeout = "
                  "\"20s\" }\n"
                  "if not talk and err.code == \"busy\" then call:say \"The line is busy.\" end",
       .run = connect},
  };
  return words;
}

}  // namespace tipring::dsl
