#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "adapters/rtp/frame.h"
#include "runtime/ports/session_description.h"

namespace tipring::rtp {

/// The audio formats that can be sent and heard.
enum class Codec : std::uint8_t { pcmu, pcma, g722, opus };

/// By the encoding's registered name, without case, and its clock rate. Nothing for any other.
std::optional<Codec> codec_of(const PayloadFormat& format);

/// Timestamp units a second: 8000, and 48,000 for Opus. Not how often the sound is sampled.
std::uint32_t clock_rate_of(Codec codec);

/// Timestamp units for each of our samples.
constexpr std::uint32_t units_a_sample(std::uint32_t clock_rate) {
  return clock_rate / static_cast<std::uint32_t>(sample_rate);
}

/// Whether packets of one can be passed on as packets of the other without being decoded: the same codec, or
/// the two laws of G.711, whose codes are rewritten one by one.
bool relayable(Codec one, Codec other);

/// Turns frames into payloads, in order: most codecs remember what came before.
class Encoder {
 public:
  virtual ~Encoder() = default;

  /// The bytes written to `out`, which holds a largest_packet. 0: the codec failed, and nothing is to be sent.
  virtual std::size_t encode(const Frame& frame, std::span<std::uint8_t> out) = 0;
};

/// Turns payloads into samples, in order, and makes up for those that are missing.
class Decoder {
 public:
  virtual ~Decoder() = default;

  /// The most that one payload makes. RTP may carry 200 ms in a packet (RFC 3551, section 4.2).
  static constexpr std::size_t most_samples = 2048;

  /// The samples written to `out`, which holds most_samples. A payload that cannot be decoded gives none.
  virtual std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) = 0;

  /// Fills `out`, 20 ms at most, with what may have been in a packet that did not come: like what was before
  /// it, fading to silence within 60 ms. `following`: the payload after the gap, if it is there, since some
  /// codecs put a coarse copy of a packet in the next one; else empty.
  virtual void conceal(std::span<const std::uint8_t> following, std::span<std::int16_t> out) = 0;
};

/// Frames are sampled at 8000 Hz whatever the codec, which is told so: a codec made for more then sends only
/// the band of a telephone, and makes only that of what it gets.
std::unique_ptr<Encoder> make_encoder(Codec codec);
std::unique_ptr<Decoder> make_decoder(Codec codec);

}  // namespace tipring::rtp
