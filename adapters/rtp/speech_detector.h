#pragma once

#include <cstddef>
#include <optional>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/silence_detector.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// Tells when somebody speaks, after shortest_speech, and when they have fallen silent for speech_pause. Pure.
class SpeechDetector {
 public:
  /// Adds a frame. Nothing: all is as it was.
  std::optional<SpeechChange> hear(const Frame& frame);

 private:
  SilenceDetector silence_;
  std::size_t loud_frames_ = 0;  // Without a quiet one between them.
  bool speaks_ = false;
  bool paused_ = false;  // There was a pause: what begins now is new.
};

}  // namespace tipring::rtp
