#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipring::web {

/// How often a figure lay in which range.
class Histogram {
 public:
  /// `bounds` ascend: each counts what is no greater.
  explicit Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

  void add(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  /// Of each range, not of those below it too; the last is that beyond all bounds.
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  double sum() const { return sum_; }

 private:
  std::vector<double> bounds_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
};

/// Prometheus's text format, version 0.0.4. Names are given right; values of labels may be any text.
class Exposition {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  /// Begins a metric: `type` is "counter", "gauge" or "histogram".
  void metric(std::string_view name, std::string_view type, std::string_view help);
  /// Of the metric begun last.
  void sample(double value, const Labels& labels = {});
  void sample(const Histogram& histogram);

  const std::string& text() const { return text_; }

 private:
  void line(std::string_view suffix, const Labels& labels, double value);

  std::string name_;
  std::string text_;
};

}  // namespace tipring::web
