#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/clips.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"
#include "runtime/contact/national_tones.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// A prompt never holds a call for longer than this, whatever its clips claim.
constexpr Duration longest_play = 1h;

Error play_error(const PlayOutcome& outcome) {
  return {"play-failed", outcome.problem, false};
}

int push_played(lua_State* lua, const PlayOutcome& outcome) {
  if (outcome.end == PlayEnd::failed) return push_failure(lua, play_error(outcome));
  const std::string_view end = to_string(outcome.end);
  lua_pushlstring(lua, end.data(), end.size());
  return 1;
}

int play_items(WordCall& call, std::vector<PlayItem> items) {
  Host& host = call.host<Host>();
  const ContactId contact = contact_of(call);
  if (call.boolean("early", false)) {
    if (auto early = host.calls->send_early_media(contact); !early) return call.fail(early.error());
  }
  PlayRequest request{.items = std::move(items)};
  read_barge_in(call, request);
  return wait_for<PlayOutcome>(call, longest_play, push_played, [&](auto done) {
    return host.calls->play(contact, std::move(request), std::move(done));
  });
}

int play(WordCall& call) {
  return play_items(call, clips_of(call));
}

int say(WordCall& call) {
  return play_items(call, {speech_of(call)});
}

NamedTone tone_of(const WordCall& call) {
  return {call.text("name"), call.text("country"), call.duration("length", Duration::zero())};
}

int tone_verb(WordCall& call) {
  return play_items(call, {resolve(call, tone_of(call))});
}

SilenceClip silence_of(const WordCall& call) {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(call.duration("length", Duration::zero()))};
}

int silence_verb(WordCall& call) {
  return play_items(call, {silence_of(call)});
}

int tone_value(WordCall& call) {
  NamedTone tone = tone_of(call);
  static_cast<void>(resolve(call, tone));  // A mistake is told where it is made.
  push_object(call.lua(), "clip", ClipObject{std::move(tone)});
  return 1;
}

int silence_value(WordCall& call) {
  push_object(call.lua(), "clip", ClipObject{silence_of(call)});
  return 1;
}

int push_gathered(lua_State* lua, const GatherOutcome& outcome) {
  if (outcome.end == GatherEnd::complete) {
    lua_pushlstring(lua, outcome.digits.data(), outcome.digits.size());
    return 1;
  }
  const bool silent = outcome.end == GatherEnd::no_input;
  const std::string text = outcome.end == GatherEnd::failed ? outcome.problem
                           : silent                         ? "no digit was pressed in time"
                                    : "too few digits were pressed: \"" + outcome.digits + "\"";
  const int count = push_failure(lua, {std::string(to_string(outcome.end)), text, true});
  lua_pushlstring(lua, outcome.digits.data(), outcome.digits.size());
  lua_setfield(lua, -2, "digits");
  return count;
}

PlayRequest prompt_of(WordCall& call) {
  PlayRequest prompt;
  read_barge_in(call, prompt);
  if (call.has("play")) prompt.items.push_back(clip_at(call, call.index_of("play")));
  if (call.has("say")) prompt.items.emplace_back(SpeechRequest{call.text("say")});
  return prompt;
}

int gather(WordCall& call) {
  Host& host = call.host<Host>();
  const auto [least, most] = call.range("digits", {1, 1});
  if (most == 0) call.mistake("digits must allow at least one digit");
  GatherRequest request;
  request.rule = {static_cast<std::size_t>(least), static_cast<std::size_t>(most), call.text("ends", "#")};
  request.prompt = prompt_of(call);
  request.first_timeout = call.duration("first", 5s);
  request.between_timeout = call.duration("between", 3s);
  request.secret = call.boolean("secret", false);
  const Duration longest = longest_play + request.first_timeout + request.between_timeout * most;
  return wait_for<GatherOutcome>(call, longest, push_gathered, [&](auto done) {
    return host.calls->gather(contact_of(call), std::move(request), std::move(done));
  });
}

int push_sent(lua_State* lua, const SentDigits& digits) {
  if (digits.refusal != 0) {
    return push_failure(
        lua, {"refused", "the telephone takes no digits by INFO: " + std::to_string(digits.refusal), false});
  }
  lua_pushboolean(lua, digits.sent ? 1 : 0);
  return 1;
}

int send_digits(WordCall& call) {
  Host& host = call.host<Host>();
  std::string digits = call.text("digits");
  // By INFO each may take as long as a request without an answer (RFC 3261, timer F).
  const Duration longest = 35s * (digits.size() + 1);
  return wait_for<SentDigits>(call, longest, push_sent, [&](auto done) {
    return host.calls->send_digits(contact_of(call), std::move(digits), std::move(done));
  });
}

}  // namespace

std::span<const Word> audio_words() {
  constexpr auto method = WordKind::method;
  constexpr auto task = WordPlace::task;
  static const std::vector<std::string> names = tone_names();
  static const std::vector<std::string> countries = tone_countries();
  const Parameter barge_in{
      .name = "barge_in",
      .type = ValueType::boolean_or_text,
      .fallback = "true",
      .doc =
          "true: a digit ends it, and stays for the next gather; \"speech\": so does speech (see "
          "call:wait_for_speech) that begins while it plays; false: nothing does. Who speaks from before goes "
          "on unheard: speech counts after 300 ms of silence since the prompt began.",
      .one_of = {"speech"}};
  const Parameter early{
      .name = "early",
      .type = ValueType::boolean,
      .fallback = "false",
      .doc = "Is heard before the call is answered (183), where the caller's phone allows it."};
  const Parameter tone_name{.name = "name",
                            .type = ValueType::text,
                            .required = true,
                            .doc = "Which; the beep is none of the network's.",
                            .one_of = {names.begin(), names.end()}};
  const Parameter tone_country{.name = "country",
                               .type = ValueType::text,
                               .fallback = "that of tones",
                               .doc = "Whose tone.",
                               .one_of = {countries.begin(), countries.end()}};
  const Parameter tone_length{.name = "length",
                              .type = ValueType::duration,
                              .fallback = "200 ms for the beep, else until something ends it",
                              .doc = "How long it sounds."};
  const Parameter silence_length{
      .name = "length", .type = ValueType::duration, .required = true, .doc = "How long."};
  constexpr std::string_view played =
      "\"done\" or \"interrupted\" (by a digit, by speech, or by what another task of the call plays); nil and "
      "why it "
      "cannot be played";
  static const std::vector<Word> words{
      {.owner = "call",
       .name = "play",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Plays sounds one after the other and waits for the end.",
       .parameters =
           {{.name = "clips",
             .type = ValueType::clip,
             .required = true,
             .repeats = true,
             .doc = "Names of WAV files below the site's sounds folder, without the ending; recordings; what "
                    "tone and silence give.",
             .noun = "sound"}},
       .options = {barge_in, early},
       .returns = played,
       .example = "call:play { \"welcome\", silence \"500ms\", \"menu/main\", barge_in = false }",
       .run = play},
      {.owner = "call",
       .name = "say",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Speaks texts and numbers, and waits for the end.",
       .parameters = {{.name = "pieces",
                       .type = ValueType::any,
                       .required = true,
                       .repeats = true,
                       .doc = "Texts, spoken as they are, and numbers, spoken as English words."}},
       .options = {barge_in, early},
       .returns = played,
       .example = "call:say(\"You are number \", 3, \" in the queue.\")",
       .run = say},
      {.owner = "call",
       .name = "tone",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Plays a tone and waits for its end.",
       .parameters = {tone_name, tone_length},
       .options = {barge_in, early, tone_country},
       .returns = played,
       .example = "call:tone(\"busy\", \"5s\")",
       .run = tone_verb},
      {.owner = "call",
       .name = "silence",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Plays silence: the caller hears nothing, and may press digits.",
       .parameters = {silence_length},
       .options = {barge_in, early},
       .returns = played,
       .example = "call:silence \"2s\"",
       .run = silence_verb},
      {.owner = "call",
       .name = "gather",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Collects digits, after a prompt where one is given.",
       .details = "Digits that were pressed before count.",
       .options =
           {{.name = "digits", .type = ValueType::range, .fallback = "1", .doc = "How many are wanted."},
            {.name = "play", .type = ValueType::clip, .doc = "A sound that asks for them.", .noun = "sound"},
            {.name = "say", .type = ValueType::text, .doc = "A text that asks for them."},
            {.name = "ends",
             .type = ValueType::text,
             .fallback = "\"#\"",
             .doc = "Digits that end the input and are no part of it; \"\" for none."},
            {.name = "first",
             .type = ValueType::duration,
             .fallback = "5s",
             .doc = "How long to wait for the first digit, once the prompt is over."},
            {.name = "between",
             .type = ValueType::duration,
             .fallback = "3s",
             .doc = "How long to wait for each further digit."},
            {.name = "barge_in",
             .type = ValueType::boolean_or_text,
             .fallback = "true",
             .doc =
                 "true: the first digit ends the prompt; \"speech\": speech that begins while it plays does, "
                 "too; false: nothing.",
             .one_of = {"speech"}},
            {.name = "secret",
             .type = ValueType::boolean,
             .fallback = "false",
             .doc = "The ledger keeps how many digits there were, not which."}},
       .returns = "the digits as a text; else nil and err, with err.code \"no-input\", \"too-short\" or "
                  "\"failed\" and "
                  "err.digits",
       .example =
           "local account, err = call:gather { say = \"Your account number, then pound.\", digits = \"6-12\" }",
       .run = gather},
      {.owner = "call",
       .name = "send_digits",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Sends digits to the caller's side, as keys pressed.",
       .details =
           "How is told by digits of its phone or trunk: by RFC 4733 where nothing is said, and as tones "
           "where the telephone does not know that.",
       .parameters = {{.name = "digits", .type = ValueType::digits, .required = true, .doc = "What to send."}},
       .returns = "true once they are sent; false where the call ended before; nil and err, with err.code "
                  "\"refused\", where the telephone takes none by INFO",
       .example = "call:send_digits \"123#\"",
       .run = send_digits},
      {.name = "tone",
       .summary = "A tone, for use in call:play.",
       .parameters = {tone_name, tone_length},
       .options = {tone_country},
       .returns = "something to play",
       .result = "clip",
       .example = "call:play { tone \"beep\", \"welcome\" }",
       .run = tone_value},
      {.name = "silence",
       .summary = "Silence, for use in call:play.",
       .parameters = {silence_length},
       .returns = "something to play",
       .result = "clip",
       .example = "call:play { \"welcome\", silence \"1s\", \"menu/main\" }",
       .run = silence_value},
  };
  return words;
}

}  // namespace tipring::dsl
