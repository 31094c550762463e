#include "runtime/queue/estimate.h"

#include <algorithm>
#include <cmath>

namespace tipring {
namespace {

// Of the sums with every contact that is noted: some fifty count.
constexpr double decay = 0.98;

// The same of the pace, which changes as other queues fill.
constexpr double pace_decay = 0.95;

// Of the pace of one contact, beside its mean: of exponential times 1.
constexpr double pace_variance = 0.2;

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

void ServiceHistory::note_line(bool stands, Instant now) {
  if (stood_at_) stood_ += seconds(now - *stood_at_);
  stood_at_ = stands ? std::optional(now) : std::nullopt;
}

// Who is offered at the moment it comes says nothing of how fast those are taken who wait.
void ServiceHistory::note_taken(Instant now) {
  if (!stood_at_ || *stood_at_ == now) return;
  taken_ = taken_ * pace_decay + 1;
  stood_ = stood_ * pace_decay + seconds(now - *stood_at_);
  stood_at_ = now;
}

std::optional<ServiceHistory::Pace> ServiceHistory::pace() const {
  if (taken_ == 0 || stood_ <= 0) return std::nullopt;
  return Pace{.rate = taken_ / stood_, .count = taken_};
}

std::optional<Duration> ServiceHistory::mean_handled() const {
  if (served_ == 0) return std::nullopt;
  return duration(handled_ / served_);
}

double ServiceHistory::give_up_rate() const {
  return waited_ > 0 ? gave_up_ / waited_ : 0;
}

std::optional<ServiceRate> service_rate(const ServiceHistory& history, double own, double shared,
                                        double equally) {
  const auto handled = history.mean_handled();
  if (!handled || *handled == Duration::zero() || own + shared <= 0) return std::nullopt;
  const double alone = own / seconds(*handled);
  const auto pace = history.pace();
  if (shared == 0 || !pace) return ServiceRate{.a_second = equally / seconds(*handled)};
  const double most = (own + shared) / seconds(*handled);
  const double rate = std::clamp(pace->rate, std::max(alone, most / 50), most);
  return ServiceRate{.a_second = rate, .uncertainty = std::sqrt(pace_variance / (pace->count + 1))};
}

WaitEstimate estimate_wait(std::size_t ahead, const ServiceRate& rate, double give_up_rate) {
  double mean = 0;
  double variance = 0;
  for (std::size_t i = 0; i <= ahead; ++i) {
    const double step = 1 / (rate.a_second + give_up_rate * static_cast<double>(i));
    mean += step;
    variance += step * step;
  }
  variance += mean * mean * rate.uncertainty * rate.uncertainty;
  return {duration(mean), duration(gamma_quantile(mean, variance, -tenth)),
          duration(gamma_quantile(mean, variance, tenth))};
}

}  // namespace tipring
