#pragma once

#include <cstdint>

#include "adapters/rtp/packet.h"
#include "runtime/base/clock.h"

namespace tipring::rtp {

/// What a receiver knows of a stream: RFC 3550, appendix A.1 (sequence numbers), A.3 (loss) and A.8 (jitter).
/// A sender that begins anew (another SSRC, or a leap in the numbers confirmed by a second packet) adds to the
/// same figures.
class ReceiveStatistics {
 public:
  /// `timed`: the timestamp tells when the packet was sampled. Not so for telephone-event packets, which all
  /// carry the beginning of their event.
  void receive(const RtpHeader& header, Instant arrival, bool timed);

  /// What timestamps count in, a second: 8000 at first.
  void set_clock_rate(std::uint32_t clock_rate);

  std::uint64_t packets() const { return packets_; }
  /// By the sequence numbers, how many were sent to us.
  std::uint64_t expected() const { return started_ ? expected_before_ + expected_in_stream() : 0; }
  /// Expected less received; duplicates can hide losses, as in appendix A.3, but never below zero.
  std::uint64_t lost() const;
  double jitter_ms() const { return jitter_ * 1000.0 / clock_rate_; }

  // For reports (RFC 3550, section 6.4.1): of the present stream.
  std::uint32_t ssrc() const { return ssrc_; }
  std::uint32_t highest() const { return static_cast<std::uint32_t>(extended_highest_ - first_turn); }
  std::uint32_t jitter_units() const { return static_cast<std::uint32_t>(jitter_); }

 private:
  void restart(const RtpHeader& header);
  void measure_jitter(std::uint32_t timestamp, Instant arrival);
  std::uint64_t expected_in_stream() const { return extended_highest_ - first_ + 1; }

  bool started_ = false;
  std::uint32_t ssrc_ = 0;
  std::uint64_t first_ = 0;  // Extended sequence numbers of this stream: wraps counted above 16 bits.
  std::uint64_t extended_highest_ = 0;
  std::uint32_t leapt_to_ = no_leap;  // The number that would confirm a leap.
  std::uint64_t packets_ = 0;
  std::uint64_t expected_before_ = 0;  // In streams that ended.

  std::uint32_t clock_rate_ = 8000;
  bool has_transit_ = false;
  std::uint32_t transit_ = 0;
  double jitter_ = 0;  // In timestamp units.

  static constexpr std::uint32_t no_leap = 0x10000;
  // One turn up, so that a packet older than the first one still has a positive number.
  static constexpr std::uint64_t first_turn = 0x10000;
};

}  // namespace tipring::rtp
