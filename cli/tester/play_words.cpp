#include "cli/tester/play_words.h"

#include <map>
#include <string>
#include <utility>

#include "cli/tester/civil_time.h"
#include "dsl/binding/registry.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

using dsl::Parameter;
using dsl::ValueType;
using dsl::Word;
using dsl::WordCall;
using dsl::WordKind;

constexpr std::pair<std::string_view, Breakage> breakages[] = {
    {"speech", Breakage::speech},
    {"slow speech", Breakage::slow_speech},
    {"recording", Breakage::recording},
    {"ledger", Breakage::ledger},
    {"sound", Breakage::sound},
    {"database", Breakage::database},
    {"slow database", Breakage::slow_database},
};

/// Text fields of a table, by name, so that their order does not depend on the table.
std::map<std::string, std::string> texts_of(const WordCall& call, std::string_view option) {
  std::map<std::string, std::string> texts;
  const int table = call.index_of(option);
  if (table == 0) return texts;
  lua_State* lua = call.lua();
  lua_pushnil(lua);
  while (lua_next(lua, table) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING || lua_type(lua, -1) != LUA_TSTRING) {
      call.mistake(std::string(option) + " takes NAME = \"value\" for each");
    }
    texts.insert_or_assign(lua_tostring(lua, -2), lua_tostring(lua, -1));
    lua_pop(lua, 1);
  }
  return texts;
}

std::vector<PayloadFormat> formats_of(const WordCall& call) {
  static const std::map<std::string, PayloadFormat> known{
      {"PCMU", {0, "PCMU", 8000, ""}},  {"PCMA", {8, "PCMA", 8000, ""}},
      {"G722", {9, "G722", 8000, ""}},  {"opus", {111, "opus", 48'000, "useinbandfec=1", 2}},
      {"G729", {18, "G729", 8000, ""}}, {"telephone-event", {101, "telephone-event", 8000, "0-16"}},
  };
  std::vector<PayloadFormat> formats;
  const int table = call.index_of("codecs");
  if (table == 0) return formats;
  lua_State* lua = call.lua();
  for (int index = 1; index <= static_cast<int>(lua_objlen(lua, table)); ++index) {
    lua_rawgeti(lua, table, index);
    const std::string name = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "";
    lua_pop(lua, 1);
    const auto found = known.find(name);
    if (found == known.end())
      call.mistake("codecs takes PCMU, PCMA, G722, opus, G729 and telephone-event, not \"" + name + "\"");
    formats.push_back(found->second);
  }
  return formats;
}

PhoneTraits phone_of(const WordCall& call) {
  PhoneTraits phone;
  phone.formats = formats_of(call);
  phone.keys_by_info = call.text("keys", "rfc4733") == "info";
  phone.secures = call.boolean("srtp", false);
  return phone;
}

int push_party(WordCall& call, const Result<PartyId>& party) {
  if (!party) return fail_here(call, party.error().text);
  dsl::push_object(call.lua(), "party", PartyObject{party.value()});
  return 1;
}

int at(WordCall& call) {
  Performance& performance = performance_of(call);
  const auto time = parse_civil_time(call.text("time"));
  if (!time) call.mistake(time.error().text);
  if (performance.has_waited || !performance.stage.parties().empty()) {
    call.mistake("sets the time at which a play begins: nothing may come before it");
  }
  return done_or_fail(call, performance.backstage.set_civil_time(time.value()));
}

int place_call(WordCall& call) {
  CallPlan plan;
  plan.from = call.text("from", "anonymous");
  plan.to = call.text("to");
  plan.name = call.text("name");
  plan.display = call.text("display");
  plan.trunk = call.text("trunk");
  for (const auto& [name, value] : texts_of(call, "headers"))
    plan.headers.emplace_back(name, value);
  plan.phone = phone_of(call);
  plan.phone.offerless = call.boolean("offerless", false);
  return push_party(call, performance_of(call).stage.call(std::move(plan)));
}

int outgoing(WordCall& call) {
  return push_party(call,
                    performance_of(call).stage.expect_call(call.text("to"), call.text("name"), phone_of(call)));
}

int wait(WordCall& call) {
  return pause(call, call.duration("time", Duration::zero()));
}

int expect_log(WordCall& call) {
  return await(call,
               performance_of(call).site.logs(call.text("text"), call.duration("within", usual_patience)));
}

int expect_error(WordCall& call) {
  return await(
      call, performance_of(call).site.fails_with(call.text("text"), call.duration("within", usual_patience)));
}

int breaks(WordCall& call) {
  const std::string what = call.text("what");
  NearestName search(what);
  for (const auto& [name, breakage] : breakages) {
    if (name == what)
      return done_or_fail(call, performance_of(call).backstage.break_down(breakage, call.text("name")));
    search.offer(name);
  }
  call.mistake("knows no \"" + what + "\"" + did_you_mean(search.best()));
}

int unregister(WordCall& call) {
  return done_or_fail(call, performance_of(call).backstage.unregister(call.text("phone")));
}

std::string tell_waiting(const MessagesWaiting& waiting) {
  return std::to_string(waiting.fresh) + " new and " + std::to_string(waiting.old) + " old messages";
}

int expect_waiting(WordCall& call) {
  Stage& stage = performance_of(call).stage;
  const std::string phone = call.text("phone");
  if (auto known = performance_of(call).backstage.knows_phone(phone); !known)
    return fail_here(call, known.error().text);
  const MessagesWaiting wanted{static_cast<int>(call.whole("new", 0)), static_cast<int>(call.whole("old", 0))};
  Expectation expectation{.judge = {}, .too_late = {}, .within = call.duration("within", usual_patience)};
  expectation.judge = [&stage, phone, wanted] {
    const auto waiting = stage.waiting_for(phone);
    if (!waiting) return Judgement::fails("the lamps of phones are seen in simulation only");
    return *waiting == wanted ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [&stage, phone, wanted] {
    return "expected that phone " + phone + " shows " + tell_waiting(wanted) + ", but it shows " +
           tell_waiting(stage.waiting_for(phone).value_or(MessagesWaiting{}));
  };
  return await(call, std::move(expectation));
}

int live(WordCall& call) {
  lua_State* lua = call.lua();
  lua_newtable(lua);
  for (const auto& [name, count] : performance_of(call).backstage.live()) {
    lua_pushnumber(lua, static_cast<double>(count));
    lua_setfield(lua, -2, name.c_str());
  }
  return 1;
}

std::vector<Word> make_play_words() {
  const Parameter within{
      .name = "within", .type = ValueType::duration, .fallback = "30s", .doc = "How long to wait for it."};
  const Parameter codecs{.name = "codecs",
                         .type = ValueType::table,
                         .fallback = "PCMU, PCMA, telephone-event",
                         .doc = "What the phone can do, best first."};
  const Parameter offerless{.name = "offerless",
                            .type = ValueType::boolean,
                            .fallback = "false",
                            .doc = "The call carries no offer: the site has to make it."};
  const Parameter keys{.name = "keys",
                       .type = ValueType::text,
                       .fallback = "rfc4733",
                       .doc = "How the phone sends digits.",
                       .one_of = {"rfc4733", "info"}};
  const Parameter srtp{
      .name = "srtp",
      .type = ValueType::boolean,
      .fallback = "false",
      .doc = "The phone encrypts what is said, where that is offered; it offers nothing else."};
  return {
      {.owner = "play",
       .name = "at",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "Sets the civil time at which the play begins.",
       .parameters = {{.name = "time",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "Date, time of day and zone, or as 2026-03-03T15:00:00Z."}},
       .example = "t:at \"2026-03-03 10:00 America/New_York\"",
       .run = at},
      {.owner = "play",
       .name = "call",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "A party calls the site.",
       .details = "A party whose number is the name of a phone of the site is that phone.",
       .options = {{.name = "to",
                    .type = ValueType::text,
                    .required = true,
                    .doc = "What it dials: a number or SIP URI."},
                   {.name = "from",
                    .type = ValueType::text,
                    .fallback = "anonymous",
                    .doc = "Its own number or SIP URI."},
                   {.name = "name",
                    .type = ValueType::text,
                    .fallback = "its number",
                    .doc = "What the play calls it."},
                   {.name = "display", .type = ValueType::text, .doc = "Display name of the caller."},
                   {.name = "headers",
                    .type = ValueType::table,
                    .doc = "Further header fields: [\"X-Tier\"] = \"gold\"."},
                   {.name = "trunk",
                    .type = ValueType::text,
                    .fallback = "none",
                    .doc = "The trunk of the site that the call comes by."},
                   codecs,
                   offerless,
                   keys,
                   srtp},
       .returns = "the party",
       .result = "party",
       .example = "local call = t:call { from = \"+12025550143\", to = \"100\" }",
       .run = place_call},
      {.owner = "play",
       .name = "outgoing",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "A party that the site calls, or will call.",
       .details = "Without any, a call of the site rings until one asks for it or the site gives up.",
       .options = {{.name = "to",
                    .type = ValueType::text,
                    .required = true,
                    .doc = "The SIP URI the site calls, or its user part."},
                   {.name = "name",
                    .type = ValueType::text,
                    .fallback = "its user part",
                    .doc = "What the play calls it."},
                   codecs,
                   keys,
                   srtp},
       .returns = "the party",
       .result = "party",
       .example = "local phone = t:outgoing { to = \"sip:200@phones.example\" }",
       .run = outgoing},
      {.owner = "play",
       .name = "wait",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Lets time pass.",
       .parameters = {{.name = "time", .type = ValueType::duration, .required = true, .doc = "How long."}},
       .example = "t:wait \"5m\"",
       .run = wait},
      {.owner = "play",
       .name = "expect_log",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until the site has logged a line that contains this text.",
       .parameters = {{.name = "text",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "Letters' case does not matter."},
                      within},
       .run = expect_log},
      {.owner = "play",
       .name = "expect_error",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until a script of the site has failed with an error that contains this text.",
       .details = "A script error that no scenario expects fails the scenario.",
       .parameters = {{.name = "text",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "Letters' case does not matter."},
                      within},
       .run = expect_error},
      {.owner = "play",
       .name = "breaks",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "Has something go wrong around the site, from here on.",
       .parameters = {{.name = "what",
                       .type = ValueType::text,
                       .required = true,
                       .doc =
                           "\"speech\", \"slow speech\", \"recording\", \"ledger\", \"sound\", \"database\" or "
                           "\"slow database\"."},
                      {.name = "name", .type = ValueType::text, .doc = "Of the sound."}},
       .example = "t:breaks(\"sound\", \"menu/welcome\")",
       .run = breaks},
      {.owner = "play",
       .name = "unregister",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "A phone of the site is registered nowhere, from here on.",
       .details = "Until then every phone that the site defines is registered in one place.",
       .parameters = {{.name = "phone", .type = ValueType::text, .required = true, .doc = "The phone's name."}},
       .example = "t:unregister \"100\"",
       .run = unregister},
      {.owner = "play",
       .name = "expect_waiting",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .waits = true,
       .summary = "Waits until the lamp of a phone of the site shows so many messages.",
       .parameters = {{.name = "phone", .type = ValueType::text, .required = true, .doc = "The phone's name."}},
       .options = {{.name = "new", .type = ValueType::whole, .fallback = "0", .doc = "Not heard yet."},
                   {.name = "old", .type = ValueType::whole, .fallback = "0", .doc = "Heard and kept."},
                   within},
       .example = "t:expect_waiting { \"100\", new = 2 }",
       .run = expect_waiting},
      {.owner = "play",
       .name = "live",
       .kind = WordKind::method,
       .place = dsl::WordPlace::task,
       .summary = "Counts what the runtime holds at this moment.",
       .returns = "a table: contacts, legs, operations, tasks, timers, sockets, media_slots",
       .run = live},
  };
}

}  // namespace

std::span<const Word> play_words() {
  static const std::vector<Word> words = make_play_words();
  return words;
}

}  // namespace tipring::cli
