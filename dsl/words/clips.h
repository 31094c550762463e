#pragma once

#include <string>

#include "dsl/binding/word_call.h"
#include "dsl/words/host.h"
#include "runtime/contact/play.h"

namespace tipring::dsl {

/// Something to play, as scripts hold it: what tone and silence make.
struct ClipObject {
  PlayItem item;
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

/// A tone by its name: "busy", "ringback", "dial", "beep", "congestion". Raises a mistake with the nearest
/// name.
ToneClip tone_named(const WordCall& call, const std::string& name, Duration length);

/// Text to be spoken from the repeated arguments of a word: texts as they are, numbers in words.
SpeechRequest speech_of(const WordCall& call);

/// What `say` does with the value at a stack index: a text, or a number in words.
std::string spoken_text(const WordCall& call, int index);

}  // namespace tipring::dsl
