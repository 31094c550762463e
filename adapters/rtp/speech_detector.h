#pragma once

#include <cstddef>
#include <optional>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/silence_detector.h"

namespace tipring::rtp {

/// Tells when somebody begins to speak, and when they have fallen silent for speech_pause. What is shorter than
/// any word, such as a click on the line, does not count. Pure.
class SpeechDetector {
 public:
  /// Adds a frame. True: speech has begun; false: it has ended; nothing: all is as it was.
  std::optional<bool> hear(const Frame& frame);

 private:
  SilenceDetector silence_;
  std::size_t loud_frames_ = 0;  // Without a quiet one between them.
  bool speaks_ = false;
};

}  // namespace tipring::rtp
