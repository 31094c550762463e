#pragma once

#include <chrono>
#include <cstddef>

#include "adapters/rtp/frame.h"

namespace tipring::rtp {

/// Tells when somebody has been silent for a time: no 20 ms frame above -45 dBm0, which is above the noise of a
/// quiet room and below soft speech. Pure.
class SilenceDetector {
 public:
  /// True when the frame is as good as silence.
  static bool quiet(const Frame& frame);

  /// Adds a frame and tells how long it has been silent.
  std::chrono::milliseconds hear(const Frame& frame);

 private:
  std::size_t quiet_frames_ = 0;
};

}  // namespace tipring::rtp
