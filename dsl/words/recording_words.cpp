#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/clips.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// A call that nobody ends must not fill the disk.
constexpr Duration longest_call_recording = 4h;

int push_recorded(lua_State* lua, const RecordOutcome& outcome) {
  if (outcome.end == RecordEnd::failed) return push_failure(lua, {"record-failed", outcome.problem, false});
  push_object(lua, "recording", RecordingObject{outcome.recording, std::string(to_string(outcome.end))});
  return 1;
}

int record(WordCall& call) {
  Host& host = call.host<Host>();
  const ContactId contact = contact_of(call);
  RecordingRequest request;
  request.name = to_string(contact) + "-" + std::to_string(++host.recordings[contact]);
  request.longest = call.duration("longest", 60s);
  request.ends_after_silence = call.duration("silence", Duration::zero());
  request.ends_by_digits = call.text("ends", "#");
  const Duration longest = request.longest + 10s;
  return wait_for<RecordOutcome>(call, longest, push_recorded, [&](auto done) {
    return host.calls->record(contact, std::move(request), std::move(done));
  });
}

int start_recording(WordCall& call) {
  Host& host = call.host<Host>();
  const ContactId contact = contact_of(call);
  RecordingRequest request;
  request.name = to_string(contact) + "-" + std::to_string(++host.recordings[contact]);
  request.longest = call.duration("longest", longest_call_recording);
  request.sides = call.boolean("stereo", false) ? RecordingSides::stereo : RecordingSides::mixed;
  if (auto started = host.calls->start_recording(contact, std::move(request)); !started)
    return call.fail(started.error());
  lua_pushboolean(call.lua(), 1);
  return 1;
}

int stop_recording(WordCall& call) {
  return wait_for<RecordOutcome>(call, 10s, push_recorded, [&](auto done) {
    return call.host<Host>().calls->stop_recording(contact_of(call), std::move(done));
  });
}

}  // namespace

std::span<const Word> recording_words() {
  constexpr auto method = WordKind::method;
  constexpr auto task = WordPlace::task;
  static const std::vector<Word> words{
      {.owner = "call",
       .name = "record",
       .kind = method,
       .place = task,
       .waits = true,
       .answers = Answers::unless_early,
       .summary = "Records what the caller says.",
       .options =
           {{.name = "longest",
             .type = ValueType::duration,
             .fallback = "60s",
             .doc = "Ends by itself after it."},
            {.name = "silence",
             .type = ValueType::duration,
             .fallback = "none",
             .doc = "Ends when the caller has been silent for so long."},
            {.name = "ends", .type = ValueType::text, .fallback = "\"#\"", .doc = "Digits that end it."}},
       .returns = "a recording, which call:play plays; or nil and why there is none",
       .result = "recording",
       .example = "call:tone \"beep\"\nlocal message = call:record { longest = \"2m\", silence = \"5s\" }",
       .run = record},
      {.owner = "call",
       .name = "start_recording",
       .kind = method,
       .place = task,
       .answers = Answers::unless_early,
       .summary = "Records the call from now on: what the caller says, and all that the caller hears.",
       .details =
           "It goes on beside whatever the script does, while the caller is connected, too, and ends with "
           "call:stop_recording or the call. The file is as long as that took, with silence where nobody "
           "spoke.",
       .options = {{.name = "stereo",
                    .type = ValueType::boolean,
                    .fallback = "false",
                    .doc =
                        "The caller left, everybody else and prompts right; else all together in one channel."},
                   {.name = "longest",
                    .type = ValueType::duration,
                    .fallback = "4h",
                    .doc = "Ends by itself after it."}},
       .returns = "true, or nil and why not",
       .example = "call:start_recording { stereo = true }\ncall:connect(phone \"100\")",
       .run = start_recording},
      {.owner = "call",
       .name = "stop_recording",
       .kind = method,
       .place = task,
       .waits = true,
       .summary = "Ends what call:start_recording began.",
       .returns = "a recording, which call:play plays; or nil and why there is none",
       .result = "recording",
       .example = "local recording, err = call:stop_recording()",
       .run = stop_recording},
  };
  return words;
}

}  // namespace tipring::dsl
