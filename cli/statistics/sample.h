#pragma once

#include <cstddef>
#include <vector>

namespace tipring::cli {

/// Observations that are independent of each other, and what they say of the mean behind them.
class Sample {
 public:
  void add(double value);

  std::size_t size() const { return count_; }
  double mean() const { return mean_; }  ///< 0 of none.
  /// Of the observations, without bias; 0 of fewer than two.
  double variance() const;
  /// Of the mean; 0 of fewer than two.
  double standard_error() const;
  /// To both sides of mean(): with 95 % confidence the mean behind the observations lies within, as far as
  /// means of so many are spread normally (Student's t). 0 of fewer than two.
  double half_width() const;

 private:
  // Welford's: no difference of large sums.
  std::size_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // Of the distances from the mean.
};

/// Beyond which 2.5 % of Student's distribution lies. `degrees` of freedom: from 1.
double student_quantile(std::size_t degrees);

/// Below which `share` (0 to 1) of the values lie, between two of them by their distance; 0 of none. Orders
/// them.
double quantile(std::vector<double>& values, double share);

}  // namespace tipring::cli
