#include "adapters/rtp/outgoing_stream.h"

#include "adapters/rtp/codec.h"

namespace tipring::rtp {
namespace {

// By how much audio may lag behind the clock and still go on without a gap. Within a talkspurt as long as the
// timer catches up; between two that follow each other at once, a frame. In our samples.
constexpr std::int32_t longest_lag = 220 * sample_rate / 1000;
constexpr std::int32_t shortest_pause = 20 * sample_rate / 1000;

// As in RFC 3550, appendix A.1: what leaps further than this is a stream that began anew.
constexpr std::int16_t max_dropout = 3000;
constexpr std::int16_t max_misorder = 100;

std::int32_t difference(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b);
}
std::int16_t difference(std::uint16_t a, std::uint16_t b) {
  return static_cast<std::int16_t>(a - b);
}

}  // namespace

std::uint32_t OutgoingStream::clock(Instant now) const {
  const auto samples = (now - start_).count() * (sample_rate / 1000) / 1000;
  return seeds_.timestamp + static_cast<std::uint32_t>(samples) * units_a_sample_;
}

void OutgoingStream::set_clock_rate(std::uint32_t clock_rate, Instant now) {
  const std::uint32_t units = units_a_sample(clock_rate);
  if (units == units_a_sample_) return;
  seeds_.timestamp = end_ = present(now);
  start_ = now;
  // As random as the first one, and the first one again when the rate is.
  seeds_.ssrc ^= units_a_sample_ ^ units;
  units_a_sample_ = units;
  source_ = Source::none;
  in_talkspurt_ = false;
}

std::uint32_t OutgoingStream::present(Instant now) const {
  const std::uint32_t timestamp = clock(now);
  return difference(timestamp, end_) > 0 ? timestamp : end_;
}

RtpHeader OutgoingStream::header(std::uint8_t payload_type, bool marker, std::uint16_t sequence,
                                 std::uint32_t timestamp) const {
  return {marker, payload_type, sequence, timestamp, seeds_.ssrc};
}

RtpHeader OutgoingStream::frame(std::uint8_t payload_type, Instant now) {
  const std::int32_t lag = difference(clock(now), end_) / static_cast<std::int32_t>(units_a_sample_);
  const bool goes_on = source_ == Source::generated && lag <= (in_talkspurt_ ? longest_lag : shortest_pause);
  const std::uint32_t timestamp = goes_on ? end_ : present(now);
  source_ = Source::generated;
  in_talkspurt_ = true;
  end_ = timestamp + frame_units();
  return header(payload_type, !goes_on, next_sequence_++, timestamp);
}

RtpHeader OutgoingStream::event(std::uint8_t payload_type, bool first, Instant now) {
  if (first) event_ = present(now);
  source_ = Source::generated;
  in_talkspurt_ = false;
  end_ = present(now);
  return header(payload_type, first, next_sequence_++, event_);
}

void OutgoingStream::begin_relaying(const RtpHeader& incoming, Instant now) {
  source_ = Source::relayed;
  relayed_ssrc_ = incoming.ssrc;
  relay_began_at_ = next_sequence_;
  sequence_offset_ = static_cast<std::uint16_t>(next_sequence_ - incoming.sequence);
  timestamp_offset_ = present(now) - incoming.timestamp;
}

std::optional<RtpHeader> OutgoingStream::relayed(const RtpHeader& incoming, std::uint8_t payload_type,
                                                 Instant now) {
  bool begins = source_ != Source::relayed || incoming.ssrc != relayed_ssrc_;
  if (!begins) {
    const auto sequence = static_cast<std::uint16_t>(incoming.sequence + sequence_offset_);
    const std::int16_t ahead = difference(sequence, next_sequence_);
    begins = ahead > max_dropout || ahead < -max_misorder;
    if (!begins && ahead < 0 && difference(sequence, relay_began_at_) < 0) return std::nullopt;
  }
  if (begins) begin_relaying(incoming, now);
  const auto sequence = static_cast<std::uint16_t>(incoming.sequence + sequence_offset_);
  const std::uint32_t timestamp = incoming.timestamp + timestamp_offset_;
  if (difference(sequence, next_sequence_) >= 0) next_sequence_ = static_cast<std::uint16_t>(sequence + 1);
  if (difference(timestamp + frame_units(), end_) > 0) end_ = timestamp + frame_units();
  return header(payload_type, begins || incoming.marker, sequence, timestamp);
}

}  // namespace tipring::rtp
