#include "cli/statistics/sample.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tipring::cli {

void Sample::add(double value) {
  ++count_;
  const double distance = value - mean_;
  mean_ += distance / static_cast<double>(count_);
  squares_ += distance * (value - mean_);
}

double Sample::variance() const {
  return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
}

double Sample::standard_error() const {
  return count_ < 2 ? 0 : std::sqrt(variance() / static_cast<double>(count_));
}

double Sample::half_width() const {
  return count_ < 2 ? 0 : student_quantile(count_ - 1) * standard_error();
}

double student_quantile(std::size_t degrees) {
  // Abramowitz and Stegun, "Handbook of Mathematical Functions", table 26.10; beyond it, 26.7.5.
  constexpr std::array<double, 30> table{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                                         2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                                         2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};
  if (degrees <= table.size()) return table.at(std::max<std::size_t>(degrees, 1) - 1);
  constexpr double normal = 1.959964;
  const auto n = static_cast<double>(degrees);
  const double cubed = normal * normal * normal;
  return normal + (cubed + normal) / (4 * n) +
         (5 * cubed * normal * normal + 16 * cubed + 3 * normal) / (96 * n * n);
}

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - std::floor(place)) * (values[above] - values[below]);
}

}  // namespace tipring::cli
