#pragma once

#include <string>
#include <variant>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/words/host.h"
#include "runtime/contact/play.h"

namespace tipring::dsl {

/// A tone as a script names it: whose it is may be told elsewhere in the site.
struct NamedTone {
  std::string name;
  std::string country;  ///< Empty: that of the site.
  Duration length{};    ///< Zero: as long as the tone is by itself.
};

/// Something to play, as scripts hold it: what tone and silence make.
struct ClipObject {
  std::variant<NamedTone, SilenceClip> what;
};

/// A finished recording, as scripts hold it.
struct RecordingObject {
  SoundClip clip;
  std::string ended_by;  ///< "digit", "silence", "longest".
};

/// The value at a stack index as something to play. Raises a mistake where it names no sound of the site.
PlayItem clip_at(const WordCall& call, int index);

/// The repeated arguments of a word as things to play.
std::vector<PlayItem> clips_of(const WordCall& call);

/// What a tone sounds like in its country. Raises a mistake where there is no such tone, with the nearest name.
ToneClip resolve(const WordCall& call, const NamedTone& tone);

/// Text to be spoken from the repeated arguments of a word: texts as they are, numbers in words.
SpeechRequest speech_of(const WordCall& call);

/// What ends a prompt before its end, as the option barge_in says: true, false or "speech".
void read_barge_in(const WordCall& call, PlayRequest& prompt);

/// What `say` does with the value at a stack index: a text, or a number in words.
std::string spoken_text(const WordCall& call, int index);

}  // namespace tipring::dsl
