#include "adapters/rtp/concealer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tipring::rtp {
namespace {

constexpr std::size_t fade_begins = samples_in(std::chrono::milliseconds(10));
constexpr std::size_t fade_ends = samples_in(std::chrono::milliseconds(60));

// Over which what was made up goes over into what comes again.
constexpr std::size_t blended = samples_in(std::chrono::milliseconds(5));

double gain_after(std::size_t samples) {
  if (samples < fade_begins) return 1;
  if (samples >= fade_ends) return 0;
  return static_cast<double>(fade_ends - samples) / static_cast<double>(fade_ends - fade_begins);
}

}  // namespace

void Concealer::remember(std::span<const std::int16_t> samples) {
  samples = samples.last(std::min(samples.size(), history_.size()));
  std::shift_left(history_.begin(), history_.end(), static_cast<std::ptrdiff_t>(samples.size()));
  std::ranges::copy(samples, history_.end() - static_cast<std::ptrdiff_t>(samples.size()));
}

// The distance at which the end of what was heard is most like what was before it.
std::size_t Concealer::find_period() const {
  std::size_t best = shortest_period;
  std::int64_t least = INT64_MAX;
  for (std::size_t period = shortest_period; period <= longest_period; ++period) {
    std::int64_t difference = 0;
    for (std::size_t i = history_size - compared; i < history_size; ++i)
      difference += std::abs(history_[i] - history_[i - period]);
    if (difference >= least) continue;
    least = difference;
    best = period;
  }
  return best;
}

void Concealer::begin_gap() {
  period_ = find_period();
  const std::size_t begin = history_size - period_;
  std::copy(history_.begin() + static_cast<std::ptrdiff_t>(begin), history_.end(), cycle_.begin());
  // The end of the cycle goes over into what was before its beginning, so that it can follow itself.
  const std::size_t overlap = period_ / 4;
  for (std::size_t i = 0; i < overlap; ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(overlap);
    double& value = cycle_[period_ - overlap + i];
    value = (1 - share) * value + share * history_[begin - overlap + i];
  }
  step_ = history_[history_size - 1] - history_[begin - 1];
}

double Concealer::next_made() {
  const std::size_t smoothed = period_ / 4;
  double value = cycle_[gap_ % period_];
  if (gap_ < smoothed) value += step_ * (1 - static_cast<double>(gap_ + 1) / static_cast<double>(smoothed));
  return value * gain_after(gap_++);
}

void Concealer::fill(std::span<std::int16_t> out) {
  if (gap_ == 0) begin_gap();
  for (std::int16_t& sample : out)
    sample = static_cast<std::int16_t>(std::lrint(std::clamp(next_made(), -32'768.0, 32'767.0)));
  remember(out);
}

void Concealer::hear(std::span<std::int16_t> samples) {
  if (gap_ > 0) {
    const std::size_t count = std::min(samples.size(), blended);
    for (std::size_t i = 0; i < count; ++i) {
      const double share = static_cast<double>(i + 1) / static_cast<double>(count);
      const double value = share * samples[i] + (1 - share) * std::clamp(next_made(), -32'768.0, 32'767.0);
      samples[i] = static_cast<std::int16_t>(std::lrint(value));
    }
    gap_ = 0;
  }
  remember(samples);
}

}  // namespace tipring::rtp
