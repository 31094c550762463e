#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace tipring::rtp {

/// The beat of telephone audio: 8000 samples a second, 16-bit linear inside, sent 20 ms at a time (RFC 3551,
/// section 4.2; receivers must take packets of 0 to 200 ms, so the peer's `ptime` wish need not change it).
constexpr int sample_rate = 8000;
constexpr std::chrono::milliseconds frame_time{20};
constexpr std::size_t frame_samples = 160;

using Frame = std::array<std::int16_t, frame_samples>;

/// The nearest value that a sample can have.
constexpr std::int16_t clipped(std::int32_t sample) {
  using Limits = std::numeric_limits<std::int16_t>;
  return static_cast<std::int16_t>(std::clamp<std::int32_t>(sample, Limits::min(), Limits::max()));
}

constexpr std::size_t samples_in(std::chrono::milliseconds time) {
  return time.count() <= 0 ? 0 : static_cast<std::size_t>(time.count()) * (sample_rate / 1000);
}

constexpr std::chrono::milliseconds time_of(std::size_t samples) {
  return std::chrono::milliseconds(samples / (sample_rate / 1000));
}

}  // namespace tipring::rtp
