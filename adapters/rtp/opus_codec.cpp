#include "adapters/rtp/opus_codec.h"

#include <algorithm>
#include <array>
#include <new>

#include <opus.h>

namespace tipring::rtp {
namespace {

constexpr int opus_bit_rate = 20'000;
// Of 0 to 10: from here on more costs time that nobody hears on a telephone.
constexpr int complexity = 5;
// What the copies are made for. Without an expected loss the codec makes none.
constexpr int expected_loss_percent = 5;

// Opus knows lengths that are multiples of 2.5 ms only.
constexpr std::size_t shortest = sample_rate / 400;

}  // namespace

void OpusEncoding::Closer::operator()(OpusEncoder* state) const {
  opus_encoder_destroy(state);
}

void OpusDecoding::Closer::operator()(OpusDecoder* state) const {
  opus_decoder_destroy(state);
}

OpusEncoding::OpusEncoding() {
  int error = 0;
  state_.reset(opus_encoder_create(sample_rate, 1, OPUS_APPLICATION_VOIP, &error));
  // Nothing but a lack of memory is left that could go wrong.
  if (state_ == nullptr) throw std::bad_alloc();
  opus_encoder_ctl(state_.get(), OPUS_SET_BITRATE(opus_bit_rate));
  opus_encoder_ctl(state_.get(), OPUS_SET_COMPLEXITY(complexity));
  opus_encoder_ctl(state_.get(), OPUS_SET_INBAND_FEC(1));
  opus_encoder_ctl(state_.get(), OPUS_SET_PACKET_LOSS_PERC(expected_loss_percent));
}

std::size_t OpusEncoding::encode(const Frame& frame, std::span<std::uint8_t> out) {
  const auto size = opus_encode(state_.get(), frame.data(), static_cast<int>(frame.size()), out.data(),
                                static_cast<opus_int32>(out.size()));
  return static_cast<std::size_t>(std::max(size, 0));
}

OpusDecoding::OpusDecoding() {
  int error = 0;
  state_.reset(opus_decoder_create(sample_rate, 1, &error));
  if (state_ == nullptr) throw std::bad_alloc();
}

std::size_t OpusDecoding::decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) {
  const int count = opus_decode(state_.get(), payload.data(), static_cast<opus_int32>(payload.size()),
                                out.data(), static_cast<int>(out.size()), 0);
  return static_cast<std::size_t>(std::max(count, 0));
}

void OpusDecoding::conceal(std::span<const std::uint8_t> following, std::span<std::int16_t> out) {
  std::array<std::int16_t, frame_samples> made{};
  const std::size_t wanted = std::min(out.size(), made.size());
  const auto length = static_cast<int>((wanted + shortest - 1) / shortest * shortest);
  const std::uint8_t* data = following.empty() ? nullptr : following.data();
  // What is no packet of Opus has no copy in it: then all stays silent.
  if (opus_decode(state_.get(), data, static_cast<opus_int32>(following.size()), made.data(), length,
                  following.empty() ? 0 : 1) < 0) {
    made.fill(0);
  }
  std::copy_n(made.begin(), wanted, out.begin());
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(wanted), out.end(), std::int16_t{0});
}

}  // namespace tipring::rtp
