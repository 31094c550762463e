#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>

namespace tipring::rtp {

/// The share of the signal's power that lies at a frequency, 0 to 1 (Goertzel, "An algorithm for the evaluation
/// of finite trigonometric series", 1958).
inline double share_at(double hertz, std::span<const std::int16_t> samples) {
  const double turn = 2 * std::cos(2 * std::numbers::pi * hertz / 8000);
  double previous = 0;
  double before = 0;
  double power = 0;
  for (const double sample : samples) {
    const double value = sample + turn * previous - before;
    before = previous;
    previous = value;
    power += sample * sample;
  }
  const double at = previous * previous + before * before - turn * previous * before;
  return power == 0 ? 0 : 2 * at / (power * static_cast<double>(samples.size()));
}

inline double mean_square(std::span<const std::int16_t> samples) {
  double sum = 0;
  for (const double sample : samples)
    sum += sample * sample;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

}  // namespace tipring::rtp
