#include "runtime/queue/estimate.h"

#include <algorithm>
#include <cmath>

namespace tipring {
namespace {

// Of the sums with every contact that is noted: some fifty count.
constexpr double decay = 0.98;

// The normal distribution's, below which one in ten lies; a fifth is outside on both sides together.
constexpr double tenth = 1.2815515594;

double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

Duration duration(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(std::max(seconds, 0.0)));
}

// The quantile of a gamma distribution: `normal` is that of the normal one.
double gamma_quantile(double mean, double variance, double normal) {
  const double shape = mean * mean / variance;
  const double root = 1 - 1 / (9 * shape) + normal * std::sqrt(1 / (9 * shape));
  return root <= 0 ? 0 : mean * root * root * root;
}

}  // namespace

void ServiceHistory::note_served(Duration handled) {
  handled_ = handled_ * decay + seconds(handled);
  served_ = served_ * decay + 1;
}

void ServiceHistory::note_waited(Duration waited, bool gave_up) {
  waited_ = waited_ * decay + seconds(waited);
  gave_up_ = gave_up_ * decay + (gave_up ? 1 : 0);
}

std::optional<Duration> ServiceHistory::mean_handled() const {
  if (served_ == 0) return std::nullopt;
  return duration(handled_ / served_);
}

double ServiceHistory::give_up_rate() const {
  return waited_ > 0 ? gave_up_ / waited_ : 0;
}

WaitEstimate estimate_wait(std::size_t ahead, double rate, double give_up_rate) {
  double mean = 0;
  double variance = 0;
  for (std::size_t i = 0; i <= ahead; ++i) {
    const double step = 1 / (rate + give_up_rate * static_cast<double>(i));
    mean += step;
    variance += step * step;
  }
  return {duration(mean), duration(gamma_quantile(mean, variance, -tenth)),
          duration(gamma_quantile(mean, variance, tenth))};
}

}  // namespace tipring
