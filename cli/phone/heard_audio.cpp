#include "cli/phone/heard_audio.h"

#include <algorithm>

namespace tipring::cli {
namespace {

// Three quarters of a frame: coding noise breaks longer silences of a voice, and a shorter one is no frame.
constexpr std::size_t lost_zeros = 120;

// Forgetting moves what is kept, so it is done in large steps.
constexpr HeardAudio::Place forget_at_once = 80'000;

}  // namespace

float HeardAudio::low_passed(std::span<const std::int16_t> samples) {
  float sum = 0;
  for (const std::int16_t sample : samples)
    sum += static_cast<float>(sample);
  return sum / static_cast<float>(samples.size());
}

void HeardAudio::append(std::span<const std::int16_t> audio) {
  for (const std::int16_t sample : audio) {
    fine_.push_back(difference(sample, last_));
    last_ = sample;
    // Behind a gap the first difference is one to nothing.
    const bool after_gap = zeros_ >= lost_zeros;
    zeros_ = sample == 0 ? zeros_ + 1 : 0;
    arrived_.push_back(after_gap || zeros_ >= lost_zeros ? 0 : 1);
    if (zeros_ == lost_zeros) {
      std::fill_n(arrived_.rbegin(), std::min(lost_zeros, arrived_.size()), std::uint8_t{0});
    }
    step_[in_step_++] = sample;
    if (in_step_ == step_.size()) {
      coarse_.push_back(low_passed(step_));
      in_step_ = 0;
    }
  }
}

void HeardAudio::forget_before(Place place) {
  if (place - begin_ < forget_at_once) return;
  const Place steps = (place - begin_) / coarse_step;
  fine_.erase(fine_.begin(), fine_.begin() + steps * coarse_step);
  arrived_.erase(arrived_.begin(), arrived_.begin() + steps * coarse_step);
  coarse_.erase(coarse_.begin(), coarse_.begin() + steps);
  begin_ += steps * coarse_step;
}

}  // namespace tipring::cli
