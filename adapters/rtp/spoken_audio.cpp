#include "adapters/rtp/spoken_audio.h"

namespace tipring::rtp {

void SpokenAudio::put(const Frame& frame, std::uint64_t now) {
  constexpr std::uint64_t close = 2 * frame_samples;
  std::uint64_t place = now;
  if (!pieces_.empty()) {
    const std::uint64_t end = pieces_.back().place + frame_samples;
    if (now <= end + close && end <= now + close) place = end;
  }
  pieces_.push_back({place, frame});
}

void SpokenAudio::add_to(Frame& frame, std::uint64_t position) {
  while (!pieces_.empty() && pieces_.front().place + frame_samples <= position)
    pieces_.pop_front();
  for (const Piece& piece : pieces_) {
    if (piece.place >= position + frame_samples) break;
    for (std::size_t i = 0; i < frame_samples; ++i) {
      const std::uint64_t at = position + i;
      if (at < piece.place || at >= piece.place + frame_samples) continue;
      frame[i] = clipped(frame[i] + piece.frame[at - piece.place]);
    }
  }
}

}  // namespace tipring::rtp
