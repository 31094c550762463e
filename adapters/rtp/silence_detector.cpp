#include "adapters/rtp/silence_detector.h"

#include <cstdint>

namespace tipring::rtp {

bool SilenceDetector::quiet(const Frame& frame) {
  // The mean square of a sine wave of -45 dBm0 (48 dB below full scale).
  constexpr std::int64_t threshold = 8240;
  std::int64_t sum = 0;
  for (const std::int16_t sample : frame)
    sum += std::int64_t{sample} * sample;
  return sum < threshold * static_cast<std::int64_t>(frame_samples);
}

std::chrono::milliseconds SilenceDetector::hear(const Frame& frame) {
  quiet_frames_ = quiet(frame) ? quiet_frames_ + 1 : 0;
  return quiet_frames_ * frame_time;
}

}  // namespace tipring::rtp
