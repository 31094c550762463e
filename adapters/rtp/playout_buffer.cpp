#include "adapters/rtp/playout_buffer.h"

#include <algorithm>

namespace tipring::rtp {

void PlayoutBuffer::place_stream(std::uint32_t ssrc, std::uint32_t timestamp, std::uint64_t now) {
  placed_ = true;
  ssrc_ = ssrc;
  timestamp_ = timestamp;
  place_ = std::max(now, read_);
  late_ = 0;
}

void PlayoutBuffer::put(std::uint32_t ssrc, std::uint32_t timestamp, std::span<const std::int16_t> audio,
                        std::uint64_t now) {
  audio = audio.first(std::min(audio.size(), capacity / 2));
  if (!placed_ || ssrc != ssrc_) place_stream(ssrc, timestamp, now);
  const auto distance = static_cast<std::int32_t>(timestamp - timestamp_);
  std::int64_t place = static_cast<std::int64_t>(place_) + distance;
  if (place < static_cast<std::int64_t>(read_)) {
    if (++late_ < late_in_a_row) return;
    place_stream(ssrc, timestamp, now);
    place = static_cast<std::int64_t>(place_);
  } else if (place > static_cast<std::int64_t>(now + furthest_ahead)) {
    place_stream(ssrc, timestamp, now);
    place = static_cast<std::int64_t>(place_);
  }
  late_ = 0;
  const auto begin = static_cast<std::uint64_t>(place);
  if (begin + audio.size() > read_ + capacity) return;
  for (std::size_t i = 0; i < audio.size(); ++i)
    samples_[(begin + i) % capacity] = audio[i];
  // Measured from the newest packet, so that the distance never outgrows 32 bits.
  if (distance > 0) {
    timestamp_ = timestamp;
    place_ = begin;
  }
}

void PlayoutBuffer::take(std::span<std::int16_t> out) {
  for (std::int16_t& sample : out) {
    std::int16_t& slot = samples_[read_++ % capacity];
    sample = slot;
    slot = 0;
  }
}

}  // namespace tipring::rtp
