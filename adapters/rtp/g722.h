#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "adapters/rtp/codec.h"
#include "adapters/rtp/concealer.h"

struct g722_encode_state_s;
struct g722_decode_state_s;

namespace tipring::rtp {

// ITU-T G.722 at 64 kbit/s (RFC 3551, section 4.5.2). The codec splits sound sampled at 16,000 Hz into two
// bands, and 8000 Hz is its lower one: it is fed and read there, which costs half and needs no resampling. One
// byte is one of our samples.

class G722Encoder final : public Encoder {
 public:
  G722Encoder();
  std::size_t encode(const Frame& frame, std::span<std::uint8_t> out) override;

 private:
  struct Closer {
    void operator()(g722_encode_state_s* state) const;
  };
  std::unique_ptr<g722_encode_state_s, Closer> state_;
};

class G722Decoder final : public Decoder {
 public:
  G722Decoder();
  std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override;
  void conceal(std::span<const std::uint8_t> following, std::span<std::int16_t> out) override;

 private:
  struct Closer {
    void operator()(g722_decode_state_s* state) const;
  };
  std::unique_ptr<g722_decode_state_s, Closer> state_;
  Concealer concealer_;
};

}  // namespace tipring::rtp
