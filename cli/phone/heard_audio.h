#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tipring::cli {

/// What was heard on a line, prepared for comparison: at 8 kHz as differences between samples (which lifts the
/// high frequencies as speech lowers them, so that consonants count as much as vowels), and low-passed at 2 kHz
/// for looking around cheaply. Places count samples since the first one heard.
class HeardAudio {
 public:
  using Place = std::int64_t;
  static constexpr Place coarse_step = 4;

  /// The difference that stands for a sample.
  static float difference(std::int16_t sample, std::int16_t before) {
    return static_cast<float>(sample) - 0.95F * static_cast<float>(before);
  }
  /// What stands for `coarse_step` samples.
  static float low_passed(std::span<const std::int16_t> samples);

  void append(std::span<const std::int16_t> audio);

  /// Lets go of what lies before `place`, or of somewhat less.
  void forget_before(Place place);

  Place begin() const { return begin_; }
  Place end() const { return begin_ + static_cast<Place>(fine_.size()); }
  float fine(Place place) const { return fine_[static_cast<std::size_t>(place - begin_)]; }

  /// False for what is not known: not heard yet, forgotten, or silence of a frame's length, which is what a
  /// receiver puts for a frame that did not arrive.
  bool arrived(Place place) const {
    return place >= begin_ && place < end() && arrived_[static_cast<std::size_t>(place - begin_)] != 0;
  }

  /// The coarse signal; its places are those of the fine one divided by coarse_step.
  Place coarse_begin() const { return begin_ / coarse_step; }
  Place coarse_end() const { return coarse_begin() + static_cast<Place>(coarse_.size()); }
  std::span<const float> coarse(Place from, std::size_t count) const {
    return std::span(coarse_).subspan(static_cast<std::size_t>(from - coarse_begin()), count);
  }

 private:
  Place begin_ = 0;  // A multiple of coarse_step.
  std::vector<float> fine_;
  std::vector<std::uint8_t> arrived_;
  std::vector<float> coarse_;
  std::int16_t last_ = 0;
  std::size_t zeros_ = 0;
  std::array<std::int16_t, coarse_step> step_{};  // Samples that do not fill a step yet.
  std::size_t in_step_ = 0;
};

}  // namespace tipring::cli
