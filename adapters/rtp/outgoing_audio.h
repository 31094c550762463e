#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "adapters/rtp/codec.h"
#include "adapters/rtp/outgoing_stream.h"
#include "adapters/rtp/packet.h"
#include "adapters/rtp/telephone_event.h"

namespace tipring::rtp {

/// What one leg sends, as packets of the format in force: audio made here, digits, and packets of another
/// party. What is given back is valid until the next call; empty where there is nothing to send.
class OutgoingAudio {
 public:
  OutgoingAudio(StreamSeeds seeds, Instant start) : stream_(seeds, start) {}

  /// The payload types and what they stand for.
  struct Format {
    Codec codec = Codec::pcmu;
    std::uint8_t payload_type = 0;
    std::optional<std::uint8_t> event_type;  ///< RFC 4733; nothing: digits are sent as their tones.
    std::uint32_t event_rate = 8000;         ///< What the durations of digits count in, a second.

    friend bool operator==(const Format&, const Format&) = default;
  };
  void set_format(const Format& format, Instant now);

  /// What is made next has nothing to do with what was before.
  void begin_talkspurt() { stream_.begin_talkspurt(); }

  std::span<const std::uint8_t> frame(const Frame& frame, Instant now);

  /// Only where the format has an event type.
  std::span<const std::uint8_t> event(const DigitSender::Step& step, Instant now);

  /// A packet of another party whose codec is relayable as ours. It is rewritten where it lies: its payload is
  /// at least a header's length into `bytes`.
  std::span<const std::uint8_t> relayed(std::span<std::uint8_t> bytes, const RtpPacket& packet, bool is_event,
                                        Codec codec, Instant now);

  const OutgoingStream& stream() const { return stream_; }

 private:
  // Far more than a frame needs in any codec.
  static constexpr std::size_t largest_payload = 512;

  using Packet = std::array<std::uint8_t, rtp_header_size + largest_payload>;

  std::span<std::uint8_t> packet();

  Format format_;
  OutgoingStream stream_;
  // Made when first needed: many legs only relay, or wait.
  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<Packet> packet_;
};

}  // namespace tipring::rtp
