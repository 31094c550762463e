#include "adapters/rtp/rtcp_session.h"

#include <algorithm>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

// RFC 3550, section 6.2: five seconds, half of them before the first report, and between half and one and a
// half of that by chance.
constexpr std::int64_t shortest_ms = 2500;
constexpr std::int64_t longest_ms = 7500;

// From 1900, where NTP begins, to 1970.
constexpr std::uint64_t ntp_offset_seconds = 2'208'988'800;

std::uint32_t middle(std::uint64_t ntp) {
  return static_cast<std::uint32_t>(ntp >> 16U);
}

// Of a time in 65,536ths of a second.
double milliseconds_of(std::uint32_t time) {
  return time * 1000.0 / 65'536;
}

}  // namespace

RtcpSession::RtcpSession(Instant start, Duration utc_offset, std::uint64_t seed)
    : utc_offset_(utc_offset), chance_(seed) {
  next_ = start + milliseconds(chance_.between(shortest_ms / 2, longest_ms / 2));
}

std::uint64_t RtcpSession::ntp(Instant now) const {
  const auto since_1970 = static_cast<std::uint64_t>((now.time_since_epoch() + utc_offset_).count());
  const std::uint64_t seconds = since_1970 / 1'000'000 + ntp_offset_seconds;
  const std::uint64_t fraction = ((since_1970 % 1'000'000) << 32U) / 1'000'000;
  return (seconds << 32U) | fraction;
}

ReportBlock RtcpSession::block_about(const ReceiveStatistics& received, Instant now) {
  ReportBlock block;
  block.ssrc = received.ssrc();
  block.highest = received.highest();
  block.jitter = received.jitter_units();
  const std::uint64_t expected = received.expected();
  const std::uint64_t packets = received.packets();
  block.lost = static_cast<std::int32_t>(
      std::clamp<std::int64_t>(static_cast<std::int64_t>(expected - packets), -0x800000, 0x7fffff));
  // Appendix A.3: of the packets since the last report, those that did not come.
  const std::uint64_t expected_since = expected - reported_expected_;
  const auto lost_since = static_cast<std::int64_t>(expected_since - (packets - reported_received_));
  if (expected_since > 0 && lost_since > 0) {
    block.fraction_lost = static_cast<std::uint8_t>(
        std::min<std::uint64_t>(static_cast<std::uint64_t>(lost_since) * 256 / expected_since, 255));
  }
  reported_expected_ = expected;
  reported_received_ = packets;
  if (peer_report_ != 0) {
    block.last_report = peer_report_;
    const auto since = static_cast<std::uint64_t>(std::max<Duration::rep>((now - peer_report_at_).count(), 0));
    block.since_report = static_cast<std::uint32_t>(since * 65'536 / 1'000'000);
  }
  return block;
}

RtcpReport RtcpSession::report(const Sent& sent, const ReceiveStatistics& received, Instant now) {
  next_ = now + milliseconds(chance_.between(shortest_ms, longest_ms));
  RtcpReport report;
  report.ssrc = sent.ssrc;
  // Section 6.4: a sender is who has sent since its report before the last.
  if (sent.packets > reported_before_) {
    report.sender = SenderInfo{ntp(now), sent.timestamp, static_cast<std::uint32_t>(sent.packets),
                               static_cast<std::uint32_t>(sent.octets)};
  }
  reported_before_ = reported_packets_;
  reported_packets_ = sent.packets;
  if (received.packets() > 0) report.blocks.push_back(block_about(received, now));
  return report;
}

void RtcpSession::receive(const RtcpReport& report, std::uint32_t ssrc, std::uint32_t clock_rate,
                          Instant arrival) {
  if (report.sender) {
    peer_report_ = middle(report.sender->ntp);
    peer_report_at_ = arrival;
  }
  const auto block =
      std::ranges::find_if(report.blocks, [&](const ReportBlock& about) { return about.ssrc == ssrc; });
  if (block == report.blocks.end()) return;
  peer_lost_ = static_cast<std::uint64_t>(std::max(block->lost, 0));
  peer_jitter_ms_ = block->jitter * 1000.0 / clock_rate;
  if (block->last_report == 0) return;
  // Section 6.4.1, figure 2. A peer that miscounts its own time would make it negative.
  const std::uint32_t trip = middle(ntp(arrival)) - block->last_report - block->since_report;
  if (static_cast<std::int32_t>(trip) >= 0) round_trip_ms_ = milliseconds_of(trip);
}

}  // namespace tipring::rtp
