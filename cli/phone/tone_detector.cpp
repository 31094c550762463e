#include "cli/phone/tone_detector.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string_view>
#include <utility>

namespace tipring::cli {
namespace {

constexpr std::array<double, 4> rows{697, 770, 852, 941};
constexpr std::array<double, 4> columns{1209, 1336, 1477, 1633};

constexpr std::array<double, 17> frequencies{350, 425,  440,  480,  620,  697,  770,  852, 941,
                                             950, 1000, 1209, 1336, 1400, 1477, 1633, 1800};

// The share of the power that must lie at one frequency, or at two together and at each of them.
constexpr double alone = 0.85;
constexpr double together = 0.85;
constexpr double each = 0.2;

// Quieter than this mean square (-45 dBm0) is silence.
constexpr double silence = 8240;

constexpr double sample_rate = 8000;

// Goertzel, "An algorithm for the evaluation of finite trigonometric series", 1958: the power at one frequency
// as a share of `power`, the sum of squares.
double share_at(double hertz, std::span<const double> samples, double power) {
  const double turn = 2 * std::cos(2 * std::numbers::pi * hertz / sample_rate);
  double previous = 0;
  double before = 0;
  for (const double sample : samples) {
    const double value = sample + turn * previous - before;
    before = previous;
    previous = value;
  }
  const double at = previous * previous + before * before - turn * previous * before;
  return 2 * at / (power * static_cast<double>(samples.size()));
}

}  // namespace

std::optional<char> key_of(const ToneHeard& tone) {
  constexpr std::string_view keys = "123A456B789C*0#D";
  const auto row = std::ranges::find(rows, tone.first_hertz);
  const auto column = std::ranges::find(columns, tone.second_hertz);
  if (row == rows.end() || column == columns.end()) return std::nullopt;
  return keys[static_cast<std::size_t>(4 * (row - rows.begin()) + (column - columns.begin()))];
}

std::optional<ToneHeard> ToneDetector::hear(std::span<const std::int16_t, frame_samples> frame) {
  std::copy(window_.begin() + frame_samples, window_.end(), window_.begin());
  std::copy(frame.begin(), frame.end(), window_.end() - frame_samples);
  double power = 0;
  for (const double sample : window_)
    power += sample * sample;
  if (power < silence * window_samples) return std::nullopt;

  std::array<std::pair<double, double>, frequencies.size()> shares;
  std::ranges::transform(frequencies, shares.begin(),
                         [&](double hertz) { return std::pair(share_at(hertz, window_, power), hertz); });
  std::ranges::partial_sort(shares, shares.begin() + 2, std::greater<>());
  const auto [first_share, first] = shares[0];
  const auto [second_share, second] = shares[1];
  // Two frequencies nearer to each other than the window can tell (425 and 440) are one.
  if (first_share >= alone) return ToneHeard{first, 0};
  if (second_share < each || first_share + second_share < together) return std::nullopt;
  return ToneHeard{std::min(first, second), std::max(first, second)};
}

}  // namespace tipring::cli
