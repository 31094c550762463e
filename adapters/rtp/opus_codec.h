#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "adapters/rtp/codec.h"

struct OpusEncoder;
struct OpusDecoder;

namespace tipring::rtp {

// Opus (RFC 6716) over RTP (RFC 7587). The codec takes and gives 8000 samples a second itself, whatever the
// other side does; a stereo packet is mixed to one channel by it as well.

/// Speech at 20 kbit/s, with a coarse copy of each packet in the next one when it matters (in-band forward
/// error correction): a receiver that does not look for it just does not find it.
class OpusEncoding final : public Encoder {
 public:
  OpusEncoding();
  std::size_t encode(const Frame& frame, std::span<std::uint8_t> out) override;

 private:
  struct Closer {
    void operator()(OpusEncoder* state) const;
  };
  std::unique_ptr<OpusEncoder, Closer> state_;
};

class OpusDecoding final : public Decoder {
 public:
  OpusDecoding();
  std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override;
  void conceal(std::span<const std::uint8_t> following, std::span<std::int16_t> out) override;

 private:
  struct Closer {
    void operator()(OpusDecoder* state) const;
  };
  std::unique_ptr<OpusDecoder, Closer> state_;
};

}  // namespace tipring::rtp
