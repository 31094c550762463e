#include "adapters/rtp/rtcp.h"

#include <algorithm>

namespace tipring::rtp {
namespace {

// Packet types (RFC 3550, section 12.1).
constexpr std::uint8_t type_sender_report = 200;
constexpr std::uint8_t type_receiver_report = 201;
constexpr std::uint8_t type_description = 202;
constexpr std::uint8_t type_bye = 203;

constexpr std::uint8_t item_canonical_name = 1;

constexpr std::size_t header_size = 4;
constexpr std::size_t block_size = 24;
constexpr std::size_t sender_size = 20;
constexpr std::size_t most_blocks = 31;

std::uint32_t read_word(std::span<const std::uint8_t> bytes, std::size_t at) {
  return (std::uint32_t{bytes[at]} << 24U) | (std::uint32_t{bytes[at + 1]} << 16U) |
         (std::uint32_t{bytes[at + 2]} << 8U) | bytes[at + 3];
}

// 24 bits with a sign.
std::int32_t signed_24(std::uint32_t bits) {
  bits &= 0xffffffU;
  return static_cast<std::int32_t>(bits) - (bits >= 0x800000U ? 0x1000000 : 0);
}

ReportBlock read_block(std::span<const std::uint8_t> bytes) {
  ReportBlock block;
  block.ssrc = read_word(bytes, 0);
  block.fraction_lost = bytes[4];
  block.lost = signed_24(read_word(bytes, 4));
  block.highest = read_word(bytes, 8);
  block.jitter = read_word(bytes, 12);
  block.last_report = read_word(bytes, 16);
  block.since_report = read_word(bytes, 20);
  return block;
}

// A sender's or receiver's report without its common header. What follows the blocks is a profile's extension.
bool read_report(std::span<const std::uint8_t> body, bool by_sender, std::size_t count, RtcpReport& report) {
  const std::size_t blocks_at = 4 + (by_sender ? sender_size : 0);
  if (body.size() < blocks_at + count * block_size) return false;
  report.ssrc = read_word(body, 0);
  if (by_sender) {
    report.sender = SenderInfo{(std::uint64_t{read_word(body, 4)} << 32U) | read_word(body, 8),
                               read_word(body, 12), read_word(body, 16), read_word(body, 20)};
  }
  for (std::size_t i = 0; i < count && report.blocks.size() < most_blocks; ++i)
    report.blocks.push_back(read_block(body.subspan(blocks_at + i * block_size, block_size)));
  return true;
}

class Writer {
 public:
  void number(std::uint32_t value) {
    for (unsigned shift = 32; shift > 0; shift -= 8)
      bytes_.push_back(static_cast<std::uint8_t>(value >> (shift - 8)));
  }
  void byte(std::uint8_t value) { bytes_.push_back(value); }

  // The common header; its length is set by end().
  void begin(std::uint8_t type, std::size_t count) {
    begun_ = bytes_.size();
    number(0x80000000U | (static_cast<std::uint32_t>(count) << 24U) | (std::uint32_t{type} << 16U));
  }
  void end() {
    while (bytes_.size() % 4 != 0)
      bytes_.push_back(0);
    const std::size_t words = (bytes_.size() - begun_) / 4 - 1;
    bytes_[begun_ + 2] = static_cast<std::uint8_t>(words >> 8U);
    bytes_[begun_ + 3] = static_cast<std::uint8_t>(words);
  }

  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
  std::size_t begun_ = 0;
};

void write_sender(Writer& out, const SenderInfo& sender) {
  out.number(static_cast<std::uint32_t>(sender.ntp >> 32U));
  out.number(static_cast<std::uint32_t>(sender.ntp));
  out.number(sender.timestamp);
  out.number(sender.packets);
  out.number(sender.octets);
}

void write_block(Writer& out, const ReportBlock& block) {
  const std::int32_t lost = std::clamp(block.lost, -0x800000, 0x7fffff);
  out.number(block.ssrc);
  out.number((std::uint32_t{block.fraction_lost} << 24U) | (static_cast<std::uint32_t>(lost) & 0xffffffU));
  out.number(block.highest);
  out.number(block.jitter);
  out.number(block.last_report);
  out.number(block.since_report);
}

}  // namespace

bool is_rtcp(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] >> 6U == 2 && bytes[1] >= 192 && bytes[1] <= 223;
}

std::optional<RtcpReport> parse_rtcp(std::span<const std::uint8_t> bytes) {
  RtcpReport report;
  for (bool first = true; first || !bytes.empty(); first = false) {
    if (bytes.size() < header_size || bytes[0] >> 6U != 2) return std::nullopt;
    const std::uint8_t type = bytes[1];
    const std::size_t size = 4 * ((std::size_t{bytes[2]} << 8U) + bytes[3] + 1);
    const bool padded = (bytes[0] & 0x20U) != 0;
    // Only the last part may be padded, so a compound packet's first may not.
    if (size > bytes.size() || (padded && size != bytes.size())) return std::nullopt;
    const std::size_t count = bytes[0] & 0x1fU;
    const auto body = bytes.subspan(header_size, size - header_size);
    const bool is_report = type == type_sender_report || type == type_receiver_report;
    if (first && (!is_report || padded)) return std::nullopt;
    if (is_report && !read_report(body, type == type_sender_report, count, report)) return std::nullopt;
    report.bye = report.bye || type == type_bye;
    bytes = bytes.subspan(size);
  }
  return report;
}

std::vector<std::uint8_t> write_rtcp(const RtcpReport& report, std::string_view canonical_name) {
  Writer out;
  const std::size_t count = std::min(report.blocks.size(), most_blocks);
  out.begin(report.sender ? type_sender_report : type_receiver_report, count);
  out.number(report.ssrc);
  if (report.sender) write_sender(out, *report.sender);
  for (const ReportBlock& block : std::span(report.blocks).first(count))
    write_block(out, block);
  out.end();

  canonical_name = canonical_name.substr(0, 255);
  out.begin(type_description, 1);
  out.number(report.ssrc);
  out.byte(item_canonical_name);
  out.byte(static_cast<std::uint8_t>(canonical_name.size()));
  for (const char letter : canonical_name)
    out.byte(static_cast<std::uint8_t>(letter));
  out.byte(0);  // The list of items ends with at least one zero.
  out.end();

  if (report.bye) {
    out.begin(type_bye, 1);
    out.number(report.ssrc);
    out.end();
  }
  return out.take();
}

}  // namespace tipring::rtp
