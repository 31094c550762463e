#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipring::rtp {

/// What a receiver says of one stream (RFC 3550, section 6.4.1).
struct ReportBlock {
  std::uint32_t ssrc = 0;          ///< Of the stream it speaks of.
  std::uint8_t fraction_lost = 0;  ///< Of the packets since its last report, in 256ths.
  std::int32_t lost = 0;           ///< Since the beginning; below zero with duplicates. 24 bits on the line.
  std::uint32_t highest = 0;       ///< Sequence number received, with the turns above 16 bits.
  std::uint32_t jitter = 0;        ///< In timestamp units.
  std::uint32_t last_report = 0;   ///< The middle of our last sender report's time; 0: none came.
  std::uint32_t since_report = 0;  ///< How long ago that came, in 65,536ths of a second.

  friend bool operator==(const ReportBlock&, const ReportBlock&) = default;
};

/// What a sender says of its stream (RFC 3550, section 6.4.1).
struct SenderInfo {
  std::uint64_t ntp = 0;        ///< Seconds since 1900, in 2^32nds.
  std::uint32_t timestamp = 0;  ///< What its RTP clock showed then.
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;  ///< Of payload.

  friend bool operator==(const SenderInfo&, const SenderInfo&) = default;
};

/// One compound packet, as far as we read and write it.
struct RtcpReport {
  std::uint32_t ssrc = 0;
  std::optional<SenderInfo> sender;  ///< Only of who has sent since its report before the last.
  std::vector<ReportBlock> blocks;   ///< 31 at most, which is far more than a leg has.
  bool bye = false;

  friend bool operator==(const RtcpReport&, const RtcpReport&) = default;
};

/// Whether a packet that came to a port for both is RTCP (RFC 5761, section 4).
bool is_rtcp(std::span<const std::uint8_t> bytes);

/// Reads a compound packet: it begins with a sender's or receiver's report, and its parts fill it exactly
/// (RFC 3550, appendix A.2). Parts of other kinds are skipped. Nothing when it is not so.
std::optional<RtcpReport> parse_rtcp(std::span<const std::uint8_t> bytes);

/// Writes a compound packet: the report, the sender's canonical name (section 6.5.1; 255 bytes at most count)
/// and BYE where it is one.
std::vector<std::uint8_t> write_rtcp(const RtcpReport& report, std::string_view canonical_name);

}  // namespace tipring::rtp
