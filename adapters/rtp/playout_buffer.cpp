#include "adapters/rtp/playout_buffer.h"

#include <algorithm>
#include <utility>

namespace tipring::rtp {

void PlayoutBuffer::place_stream(Codec codec, std::uint32_t ssrc, std::uint32_t timestamp, std::uint64_t now) {
  placed_ = true;
  codec_ = codec;
  ssrc_ = ssrc;
  timestamp_ = timestamp;
  place_ = std::max(now, read_);
  late_ = 0;
  seen_ = 0;
}

void PlayoutBuffer::put(Codec codec, std::uint32_t ssrc, std::uint32_t timestamp,
                        std::span<const std::uint8_t> payload, std::uint64_t now) {
  if (!placed_ || ssrc != ssrc_ || codec != codec_) place_stream(codec, ssrc, timestamp, now);
  const auto units = static_cast<std::int32_t>(units_a_sample(clock_rate_of(codec)));
  const std::int32_t distance = static_cast<std::int32_t>(timestamp - timestamp_) / units;
  std::int64_t place = static_cast<std::int64_t>(place_) + distance;
  if (place < static_cast<std::int64_t>(read_)) {
    if (++late_ < late_in_a_row) return;
    place_stream(codec, ssrc, timestamp, now);
    place = static_cast<std::int64_t>(place_);
  } else if (place > static_cast<std::int64_t>(now + furthest_ahead)) {
    place_stream(codec, ssrc, timestamp, now);
    place = static_cast<std::int64_t>(place_);
  }
  late_ = 0;
  insert({static_cast<std::uint64_t>(place), codec, {payload.begin(), payload.end()}});
  // Measured from the newest packet, so that the distance never outgrows 32 bits.
  if (distance > 0) {
    timestamp_ = timestamp;
    place_ = static_cast<std::uint64_t>(place);
  }
  note_lead(place - static_cast<std::int64_t>(now));
}

void PlayoutBuffer::insert(Packet packet) {
  if (packets_.size() >= most_packets) return;
  const auto after = std::ranges::lower_bound(packets_, packet.place, {}, &Packet::place);
  if (after != packets_.end() && after->place == packet.place) return;
  packets_.insert(after, std::move(packet));
}

// `lead`: by how much a packet came before its place.
void PlayoutBuffer::note_lead(std::int64_t lead) {
  least_lead_ = seen_ == 0 ? lead : std::min(least_lead_, lead);
  if (++seen_ < window) return;
  seen_ = 0;
  // What is less than a packet's worth is left alone: moving is heard.
  constexpr std::int64_t worth_moving = frame_samples;
  if (least_lead_ < worth_moving) return;
  // Those that wait move with it, and keep their order.
  const auto move = static_cast<std::uint64_t>(least_lead_);
  place_ -= std::min(place_, move);
  for (Packet& packet : packets_)
    packet.place -= std::min(packet.place, move);
}

}  // namespace tipring::rtp
