#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// Bounds a stay whose end nobody tells.
constexpr Duration longest_conference = 24h;

int push_conferred(lua_State* lua, const ConferOutcome& outcome) {
  lua_newtable(lua);
  const std::string_view end = to_string(outcome.end);
  lua_pushlstring(lua, end.data(), end.size());
  lua_setfield(lua, -2, "ended_by");
  lua_pushnumber(lua, std::chrono::duration<double>(outcome.stayed).count());
  lua_setfield(lua, -2, "stayed");
  return 1;
}

int join(WordCall& call) {
  ConferRequest request;
  request.name = call.text("conference");
  if (request.name.empty()) call.mistake("a conference has a name");
  request.name = call.host<Host>().whole_name(request.name);
  request.part.muted = call.boolean("muted", false);
  if (call.has("gain")) request.part.gain_db = lua_tonumber(call.lua(), call.index_of("gain"));
  const auto most = call.whole("most", 0);
  request.most = static_cast<std::size_t>(most);
  request.ends = call.text("ends");
  request.mutes = call.text("mutes");
  return wait_for<ConferOutcome>(call, longest_conference, push_conferred, [&](auto done) {
    return call.host<Host>().calls->join(contact_of(call), std::move(request), std::move(done));
  });
}

int done(const WordCall& call, const Result<void>& result) {
  if (!result) return call.fail(result.error());
  lua_pushboolean(call.lua(), 1);
  return 1;
}

int leave(WordCall& call) {
  return done(call, call.host<Host>().calls->leave_conference(contact_of(call)));
}

template <bool on>
int mute(WordCall& call) {
  return done(call, call.host<Host>().calls->mute(contact_of(call), on));
}

Word join_word() {
  return {.owner = "call",
          .name = "join",
          .kind = WordKind::method,
          .place = WordPlace::task,
          .waits = true,
          .answers = Answers::unless_early,
          .summary = "Takes the caller into a conference, where each hears all others, and waits for the end.",
          .details =
              "A conference comes to be with the first who joins it, whatever its name, and is over when "
              "nobody is left. An enterprise's are its own. What is played to the caller meanwhile (by another "
              "task of the call) is "
              "heard in place of the others, by the caller alone.",
          .parameters = {{.name = "conference", .type = ValueType::text, .required = true, .doc = "Its name."}},
          .options = {{.name = "muted",
                       .type = ValueType::boolean,
                       .fallback = "false",
                       .doc = "The caller hears the others and is not heard, until call:unmute."},
                      {.name = "gain",
                       .type = ValueType::number,
                       .fallback = "0",
                       .doc = "By how many decibels the caller is made louder, or softer, for the others.",
                       .least = -40,
                       .most = 40},
                      {.name = "most",
                       .type = ValueType::whole,
                       .fallback = "any number",
                       .doc = "So many may be in it; a further one fails with err.code \"full\", and is not "
                              "answered for it.",
                       .least = 0,
                       .most = 1000},
                      {.name = "ends",
                       .type = ValueType::text,
                       .fallback = "none",
                       .doc = "Digits by which the caller leaves: \"#\"."},
                      {.name = "mutes",
                       .type = ValueType::text,
                       .fallback = "none",
                       .doc = "Digits by which the caller is muted, and heard again: \"*\"."}},
          .returns =
              "a table with stayed (seconds) and ended_by, \"left\" or \"connected\" (another task has "
              "connected the caller); or nil and why not",
          .example = "call:join { \"sales\", ends = \"#\", mutes = \"*\" }",
          .run = join};
}

Word plain_word(std::string_view name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "call",
          .name = name,
          .kind = WordKind::method,
          .place = WordPlace::task,
          .summary = summary,
          .returns = "true; or nil and err, with err.code \"not-in-conference\"",
          .run = run};
}

}  // namespace

std::span<const Word> conference_words() {
  static const std::vector<Word> words{
      join_word(), plain_word("leave", "Takes the caller out of the conference: call:join returns.", leave),
      plain_word("mute", "Keeps the caller from being heard in the conference.", mute<true>),
      plain_word("unmute", "Lets the caller be heard in the conference again.", mute<false>)};
  return words;
}

}  // namespace tipring::dsl
