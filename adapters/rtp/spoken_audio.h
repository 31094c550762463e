#pragma once

#include <cstdint>
#include <deque>

#include "adapters/rtp/frame.h"

namespace tipring::rtp {

/// Frames made here, by the time at which they were sent, for a recording that runs behind. Positions count
/// samples since its start. Pure.
class SpokenAudio {
 public:
  /// A frame sent at `now`. Frames that follow each other closely are joined, so that a timer's jitter is not
  /// heard.
  void put(const Frame& frame, std::uint64_t now);

  /// Adds what was sent from `position` on to `frame`; what lies before it is forgotten.
  void add_to(Frame& frame, std::uint64_t position);

 private:
  struct Piece {
    std::uint64_t place = 0;
    Frame frame{};
  };
  std::deque<Piece> pieces_;
};

}  // namespace tipring::rtp
