#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "adapters/rtp/frame.h"

namespace tipring::rtp {

/// Makes up audio for packets that did not come, from what was heard before: its last pitch period is repeated,
/// fading to silence from 10 to 60 ms on, and blended into what comes after (the method of ITU-T G.711,
/// appendix I, without its delay). For codecs without a way of their own. Pure.
class Concealer {
 public:
  /// What came. The beginning of what follows a gap is blended with what was made up.
  void hear(std::span<std::int16_t> samples);

  /// What did not come.
  void fill(std::span<std::int16_t> out);

 private:
  // From 200 Hz to 66 Hz; the period of a higher voice fits in several times.
  static constexpr std::size_t shortest_period = 40;
  static constexpr std::size_t longest_period = 120;
  // The length over which a period is looked for.
  static constexpr std::size_t compared = 160;
  static constexpr std::size_t history_size = compared + longest_period;

  void begin_gap();
  std::size_t find_period() const;
  double next_made();
  void remember(std::span<const std::int16_t> samples);

  std::array<std::int16_t, history_size> history_{};  // The last sample stands last.
  std::array<double, longest_period> cycle_{};
  std::size_t period_ = 0;
  double step_ =
      0;  // From the last sample to what follows it in the cycle: smoothed out at the gap's beginning.
  std::size_t gap_ = 0;  // Samples made up since something came.
};

}  // namespace tipring::rtp
