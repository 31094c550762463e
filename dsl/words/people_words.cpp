#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/clips.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/targets.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// Bounds what ends by people, whose end nobody tells.
constexpr Duration longest_stay = 24h;

int push_supervised(lua_State* lua, const SuperviseOutcome& outcome) {
  lua_newtable(lua);
  const std::string_view end = to_string(outcome.end);
  lua_pushlstring(lua, end.data(), end.size());
  lua_setfield(lua, -2, "ended_by");
  lua_pushnumber(lua, std::chrono::duration<double>(outcome.stayed).count());
  lua_setfield(lua, -2, "stayed");
  return 1;
}

// Whose call it is to hear: a phone that talks, or a call by its id. Of another enterprise there is none.
Result<ContactId> supervised(const WordCall& call) {
  const Host& host = call.host<Host>();
  const int index = call.index_of("whom");
  std::string whom;
  ContactId contact{};
  if (const auto* target = object_at<TargetObject>(call.lua(), index, "target")) {
    if (target->phone.empty()) call.mistake("takes a phone or the id of a call, not a trunk");
    whom = "phone " + target->phone;
    contact = host.calls->talk_of_phone(target->phone);
  } else {
    if (lua_type(call.lua(), index) != LUA_TSTRING)
      call.mistake("takes a phone or the id of a call, not " + describe_value(call.lua(), index));
    const std::string id = lua_tostring(call.lua(), index);
    whom = "call " + id;
    contact = parse_contact_id(id).value_or(ContactId{});
  }
  const Contact* found = host.calls->find(contact);
  if (found == nullptr || found->enterprise != host.enterprise)
    return Error{"not-talking", whom + " talks to nobody", true};
  return contact;
}

int supervise(WordCall& call) {
  SuperviseRequest request;
  const std::string mode = call.text("mode", "listen");
  const auto known = parse_supervision_mode(mode);
  if (!known) call.mistake("mode is \"listen\", \"whisper\" or \"barge\", not \"" + mode + "\"");
  request.mode = *known;
  request.keys = call.boolean("keys", true);
  const auto whom = supervised(call);
  if (!whom) return call.fail(whom.error());
  return wait_for<SuperviseOutcome>(call, longest_stay, push_supervised, [&](auto done) {
    return call.host<Host>().calls->supervise(contact_of(call), whom.value(), std::move(request),
                                              std::move(done));
  });
}

std::string place_of(const WordCall& call) {
  const std::string place = call.text("place");
  if (place.empty()) call.mistake("a place has a number or a name");
  return call.host<Host>().whole_name(place);
}

int push_unparked(lua_State* lua, ParkEnd end) {
  return push_failure(lua, {std::string(to_string(end)), "nobody has retrieved the caller", true});
}

int park(WordCall& call) {
  ParkRequest request{.place = place_of(call)};
  if (call.has("music")) request.music.push_back(clip_at(call, call.index_of("music")));
  request.timeout = call.duration("timeout", Duration::zero());
  return wait_for<ParkEnd>(call, longest_stay, push_unparked, [&](auto done) {
    return call.host<Host>().calls->park(contact_of(call), std::move(request), std::move(done));
  });
}

int retrieve(WordCall& call) {
  const auto retrieved = call.host<Host>().calls->retrieve(contact_of(call), place_of(call));
  if (!retrieved) return call.fail(retrieved.error());
  lua_pushboolean(call.lua(), 1);
  return 1;
}

int parking(WordCall& call) {
  only_while_loading(call);
  only_of_site(call);
  auto& plan = call.host<Host>().definitions.parking;
  if (plan) stands_twice(call, "parking", plan->position);
  ParkingPlan given{.settings = {}, .position = position_of_caller(call.lua())};
  if (call.has("music")) {
    const PlayItem music = clip_at(call, call.index_of("music"));
    const auto* sound = std::get_if<SoundClip>(&music);
    if (sound == nullptr) call.mistake("music is a sound of the site");
    given.settings.music = *sound;
  }
  given.settings.timeout = call.duration("timeout", given.settings.timeout);
  if (given.settings.timeout <= Duration::zero()) call.mistake("timeout must be longer than 0s");
  plan = std::move(given);
  return 0;
}

Word supervise_word() {
  return {
      .owner = "call",
      .name = "supervise",
      .kind = WordKind::method,
      .place = WordPlace::task,
      .waits = true,
      .answers = Answers::later,
      .summary = "Lets the caller hear two who talk, until that is over or the caller hangs up.",
      .details =
          "The caller hears both, and is heard by nobody (\"listen\"), by the agent alone (\"whisper\") or by "
          "both (\"barge\"). Of the two the agent is who is a phone of the site; where both or neither are "
          "one, "
          "whom the customer talks to. The caller's keys change it: 1 listens, 2 whispers, 3 barges in, and 4 "
          "takes over: the agent is released, and the customer talks to the caller in a call of the two, with "
          "its variables, which ends this one.",
      .parameters = {{.name = "whom",
                      .type = ValueType::any,
                      .required = true,
                      .doc = "A phone of the site that talks, or the id of a call as call.id has it."}},
      .options = {{.name = "mode", .type = ValueType::text, .fallback = "\"listen\"", .doc = "To begin with."},
                  {.name = "keys",
                   .type = ValueType::boolean,
                   .fallback = "true",
                   .doc = "Whether the caller's keys change it."}},
      .returns =
          "a table with stayed (seconds) and ended_by, \"talk-over\" or \"left\"; or nil and err, with "
          "err.code \"not-talking\" or \"connected\" (the caller talks to somebody itself)",
      .example = "call:supervise { phone \"100\", mode = \"whisper\" }",
      .run = supervise};
}

Word park_word() {
  return {.owner = "call",
          .name = "park",
          .kind = WordKind::method,
          .place = WordPlace::task,
          .waits = true,
          .answers = Answers::yes,
          .summary = "Parks the caller at a place, from which anybody may retrieve it.",
          .details =
              "The caller hears music. Whoever retrieves it talks to it in a call of the two, with the "
              "caller's variables; that ends this one. call.transferred_by is who had the caller "
              "before, where a phone parks by a transfer.",
          .parameters = {{.name = "place",
                          .type = ValueType::text,
                          .required = true,
                          .doc = "A number or name; of an enterprise its own."}},
          .options = {{.name = "timeout",
                       .type = ValueType::duration,
                       .fallback = "as parking says",
                       .doc = "After which the caller is parked no more."},
                      {.name = "music",
                       .type = ValueType::clip,
                       .fallback = "as parking says",
                       .doc = "Over and over.",
                       .noun = "sound"}},
          .returns =
              "nil and err once the time is up, with err.code \"timeout\"; or at once with \"taken\", "
              "where somebody is at the place",
          .example =
              "call:park { call.dialled, timeout = \"90s\" }\n"
              "call:connect(phone(call.transferred_by))  -- nobody came",
          .run = park};
}

Word retrieve_word() {
  return {
      .owner = "call",
      .name = "retrieve",
      .kind = WordKind::method,
      .place = WordPlace::task,
      .answers = Answers::later,
      .summary = "Lets the caller talk to who is parked at a place, in a call of the two; that ends this one.",
      .parameters =
          {{.name = "place", .type = ValueType::text, .required = true, .doc = "As call:park has it."}},
      .returns = "true; or nil and err, with err.code \"not-parked\"",
      .example = "if not call:retrieve(call.dialled) then return reject(404) end",
      .run = retrieve};
}

Word parking_word() {
  return {.name = "parking",
          .place = WordPlace::loading,
          .summary = "Says what parked callers hear and how long they stay, where nothing else does.",
          .options = {{.name = "music",
                       .type = ValueType::clip,
                       .fallback = "silence",
                       .doc = "Over and over.",
                       .noun = "sound"},
                      {.name = "timeout",
                       .type = ValueType::duration,
                       .fallback = "2m",
                       .doc = "After which they are parked no more."}},
          .example = "parking { music = \"hold/piano\", timeout = \"90s\" }",
          .run = parking};
}

}  // namespace

std::span<const Word> people_words() {
  static const std::vector<Word> words{supervise_word(), park_word(), retrieve_word(), parking_word()};
  return words;
}

}  // namespace tipring::dsl
