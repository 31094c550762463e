#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tipring::cli {

/// One or two frequencies that make up nearly all that is heard.
struct ToneHeard {
  double first_hertz = 0;
  double second_hertz = 0;  ///< 0: one frequency only. Otherwise the higher one.

  friend bool operator==(const ToneHeard&, const ToneHeard&) = default;
};

/// The key (0-9, *, #, A-D) whose tone this is (ITU-T Q.23).
std::optional<char> key_of(const ToneHeard& tone);

/// Finds the tones of telephone networks (ITU-T E.180 and its supplement 2: dial, ringback, busy and special
/// information tones of Europe and North America) and of telephone keys, by Goertzel filters over the last 60
/// ms: long enough to keep 425 Hz and 440 Hz apart. Pure.
class ToneDetector {
 public:
  static constexpr std::size_t frame_samples = 160;

  /// The next 20 ms. What sounds now; nothing for silence, voices and mixtures. A tone is told with its third
  /// frame and gone with the first after its end.
  std::optional<ToneHeard> hear(std::span<const std::int16_t, frame_samples> frame);

 private:
  static constexpr std::size_t window_samples = 3 * frame_samples;

  std::array<double, window_samples> window_{};
};

}  // namespace tipring::cli
