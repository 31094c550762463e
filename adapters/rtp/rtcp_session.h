#pragma once

#include <cstdint>
#include <optional>

#include "adapters/rtp/rtcp.h"
#include "adapters/rtp/statistics.h"
#include "runtime/base/chance.h"
#include "runtime/base/clock.h"

namespace tipring::rtp {

/// One leg's reports (RFC 3550, section 6): when one is to be sent, what it says, and what the peer's say of
/// our stream. Pure; time and chance are passed in.
class RtcpSession {
 public:
  /// `utc_offset`: what makes an Instant the time since 1970, for the time that reports name. `seed`: of the
  /// intervals, five seconds on average, so that legs that began together do not report together for ever
  /// (section 6.2).
  RtcpSession(Instant start, Duration utc_offset, std::uint64_t seed);

  /// Whether a report is to be sent.
  bool due(Instant now) const { return now >= next_; }

  /// What we have sent.
  struct Sent {
    std::uint32_t ssrc = 0;
    std::uint32_t timestamp = 0;  ///< What our RTP clock shows now.
    std::uint64_t packets = 0;
    std::uint64_t octets = 0;
  };
  /// The report to send now; the next one is due in some seconds.
  RtcpReport report(const Sent& sent, const ReceiveStatistics& received, Instant now);

  /// The peer's report; `ssrc`: our stream's.
  void receive(const RtcpReport& report, std::uint32_t ssrc, std::uint32_t clock_rate, Instant arrival);

  // What the peer said last of our stream; nothing before it did.
  std::optional<std::uint64_t> peer_lost() const { return peer_lost_; }
  std::optional<double> peer_jitter_ms() const { return peer_jitter_ms_; }
  /// The network's: the time that the peer took to answer is taken off.
  std::optional<double> round_trip_ms() const { return round_trip_ms_; }

 private:
  std::uint64_t ntp(Instant now) const;
  ReportBlock block_about(const ReceiveStatistics& received, Instant now);

  Duration utc_offset_;
  Chance chance_;
  Instant next_;

  std::uint64_t reported_packets_ = 0;  // Sent at the last report, and the one before it.
  std::uint64_t reported_before_ = 0;
  std::uint64_t reported_expected_ = 0;
  std::uint64_t reported_received_ = 0;

  std::uint32_t peer_report_ = 0;  // The middle of the time of the peer's last sender report.
  Instant peer_report_at_;

  std::optional<std::uint64_t> peer_lost_;
  std::optional<double> peer_jitter_ms_;
  std::optional<double> round_trip_ms_;
};

}  // namespace tipring::rtp
