#include "cli/statistics/draws.h"

#include <chrono>
#include <cmath>
#include <numbers>

namespace tipring::cli {
namespace {

// unit() may be 0, whose logarithm there is none of; 1 - unit() may not.
double negative_logarithm(Chance& chance) {
  return -std::log(1 - chance.unit());
}

// Box and Muller, "A note on the generation of random normal deviates", 1958.
double normal(Chance& chance) {
  const double radius = std::sqrt(2 * negative_logarithm(chance));
  return radius * std::cos(2 * std::numbers::pi * chance.unit());
}

}  // namespace

Duration draw(const Spread& spread, Chance& chance) {
  const double mean = std::chrono::duration<double>(spread.mean).count();
  if (mean <= 0) return Duration::zero();
  double seconds = 0;
  if (spread.deviation) {
    const double of_mean = std::chrono::duration<double>(*spread.deviation).count() / mean;
    const double variance = std::log(1 + of_mean * of_mean);  // Of the logarithm.
    seconds = mean * std::exp(std::sqrt(variance) * normal(chance) - variance / 2);
  } else {
    seconds = mean * negative_logarithm(chance);
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace tipring::cli
