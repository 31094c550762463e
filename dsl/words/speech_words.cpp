#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

int push_heard(lua_State* lua, const SpeechWaitOutcome& outcome, const Error& failure) {
  if (outcome.end != SpeechWaitEnd::heard) return push_failure(lua, failure);
  lua_pushnumber(lua, std::chrono::duration<double>(outcome.after).count());
  return 1;
}

int push_speech(lua_State* lua, const SpeechWaitOutcome& outcome) {
  return push_heard(lua, outcome, {"no-speech", "nothing was said in time", true});
}

int push_silence(lua_State* lua, const SpeechWaitOutcome& outcome) {
  return push_heard(lua, outcome, {"no-silence", "it was not silent for long enough in time", true});
}

template <typename Push>
int wait_so(WordCall& call, SpeechWaitRequest request, Push push) {
  return wait_for<SpeechWaitOutcome>(call, request.timeout + 10s, push, [&](auto done) {
    return call.host<Host>().calls->wait_for_speech(contact_of(call), request, std::move(done));
  });
}

int wait_for_speech(WordCall& call) {
  return wait_so(call,
                 {.silence = {}, .timeout = call.duration("timeout", 10s), .anew = call.boolean("anew", false)},
                 push_speech);
}

int wait_for_silence(WordCall& call) {
  return wait_so(call, {.silence = call.duration("silence", 1s), .timeout = call.duration("timeout", 30s)},
                 push_silence);
}

}  // namespace

std::span<const Word> speech_words() {
  static const std::vector<Word> words{
      {.owner = "call",
       .name = "wait_for_speech",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Waits until the caller speaks.",
       .details =
           "Speech is what is louder than a quiet room (-45 dBm0) for 60 ms, be it words or other sounds; it "
           "ends with 300 ms of silence. Speech that began before, be it before the call was answered, and "
           "still goes on counts at once, unless anew is given. "
           "The wait goes on beside what another task of the call plays, whose echo a hands-free telephone "
           "may send back.",
       .parameters =
           {{.name = "timeout", .type = ValueType::duration, .fallback = "10s", .doc = "How long to wait."}},
       .options = {{.name = "anew",
                    .type = ValueType::boolean,
                    .fallback = "false",
                    .doc = "Only speech that begins after 300 ms of silence within the wait counts."}},
       .returns = "after how many seconds it began, 0 where it went on from before; else nil and err, with "
                  "err.code \"no-speech\"",
       .example = "if not call:wait_for_speech \"5s\" then return hang_up() end",
       .run = wait_for_speech},
      {.owner = "call",
       .name = "wait_for_silence",
       .kind = WordKind::method,
       .place = WordPlace::task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Waits until the caller has been silent for a time.",
       .details =
           "After call:wait_for_speech it tells how long somebody speaks, by which a machine's announcement is "
           "told from a person's greeting.",
       .parameters = {{.name = "silence",
                       .type = ValueType::duration,
                       .fallback = "1s",
                       .doc = "For so long, at least 300ms.",
                       .least = 0.3}},
       .options =
           {{.name = "timeout", .type = ValueType::duration, .fallback = "30s", .doc = "How long to wait."}},
       .returns = "after how many seconds the silence began; else nil and err, with err.code \"no-silence\"",
       .example = "local greeting = call:wait_for_silence \"800ms\"\n"
                  "if greeting and greeting > 4 then log.info \"a machine\" end",
       .run = wait_for_silence},
  };
  return words;
}

}  // namespace tipring::dsl
