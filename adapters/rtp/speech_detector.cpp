#include "adapters/rtp/speech_detector.h"

namespace tipring::rtp {

std::optional<SpeechChange> SpeechDetector::hear(const Frame& frame) {
  const auto silence = silence_.hear(frame);
  if (silence >= speech_pause) paused_ = true;
  loud_frames_ = silence.count() == 0 ? loud_frames_ + 1 : 0;
  const bool speaks = speaks_ ? silence < speech_pause : loud_frames_ * frame_time >= shortest_speech;
  if (speaks == speaks_) return std::nullopt;
  speaks_ = speaks;
  if (!speaks) return SpeechChange::ends;
  return paused_ ? SpeechChange::begins : SpeechChange::goes_on;
}

}  // namespace tipring::rtp
