#include "adapters/rtp/speech_detector.h"

#include "runtime/ports/media.h"

namespace tipring::rtp {
namespace {

// The shortest words last longer, clicks do not.
constexpr std::size_t shortest_speech = 3;

}  // namespace

std::optional<bool> SpeechDetector::hear(const Frame& frame) {
  const auto silence = silence_.hear(frame);
  loud_frames_ = silence.count() == 0 ? loud_frames_ + 1 : 0;
  const bool speaks = speaks_ ? silence < speech_pause : loud_frames_ >= shortest_speech;
  if (speaks == speaks_) return std::nullopt;
  speaks_ = speaks;
  return speaks;
}

}  // namespace tipring::rtp
