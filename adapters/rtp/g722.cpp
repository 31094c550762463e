#include "adapters/rtp/g722.h"

#include <algorithm>
#include <new>

#include <spandsp.h>

namespace tipring::rtp {
namespace {

constexpr int g722_bit_rate = 64'000;

// It fails only for want of memory.
template <typename State>
State* there(State* state) {
  if (state == nullptr) throw std::bad_alloc();
  return state;
}

}  // namespace

void G722Encoder::Closer::operator()(g722_encode_state_s* state) const {
  g722_encode_free(state);
}

void G722Decoder::Closer::operator()(g722_decode_state_s* state) const {
  g722_decode_free(state);
}

G722Encoder::G722Encoder() : state_(there(g722_encode_init(nullptr, g722_bit_rate, G722_SAMPLE_RATE_8000))) {}

std::size_t G722Encoder::encode(const Frame& frame, std::span<std::uint8_t> out) {
  const int size = g722_encode(state_.get(), out.data(), frame.data(), static_cast<int>(frame.size()));
  return static_cast<std::size_t>(std::max(size, 0));
}

G722Decoder::G722Decoder() : state_(there(g722_decode_init(nullptr, g722_bit_rate, G722_SAMPLE_RATE_8000))) {}

std::size_t G722Decoder::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  payload = payload.first(std::min(payload.size(), out.size()));
  const int count = g722_decode(state_.get(), out.data(), payload.data(), static_cast<int>(payload.size()));
  const auto samples = out.first(static_cast<std::size_t>(std::max(count, 0)));
  concealer_.hear(samples);
  return samples.size();
}

void G722Decoder::conceal(std::span<const std::uint8_t> /*following*/, std::span<std::int16_t> out) {
  concealer_.fill(out);
}

}  // namespace tipring::rtp
